{% test sum_equals(model, expression, compare_model, compare_expression, within=0) %}
with mine as (select sum({{ expression }}) as total from {{ model }}),
theirs as (select sum({{ compare_expression }}) as total from {{ compare_model }})
select mine.total as total, theirs.total as compared_total
from mine cross join theirs
where abs(coalesce(mine.total, 0) - coalesce(theirs.total, 0)) > {{ within }}
{% endtest %}
