{% test equal_rowcount(model, compare_model) %}
with a as (select count(*) as count_a from {{ model }}),
b as (select count(*) as count_b from {{ compare_model }})
select count_a, count_b, abs(count_a - count_b) as diff_count
from a cross join b
where count_a <> count_b
{% endtest %}
