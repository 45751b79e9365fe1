{% test equal_rowcount(model, compare_model) %}
with a as (select count(*) as rows_here from {{ model }}),
b as (select count(*) as rows_there from {{ compare_model }})
select a.rows_here, b.rows_there, abs(a.rows_here - b.rows_there) as rows_apart
from a cross join b
where a.rows_here <> b.rows_there
{% endtest %}
