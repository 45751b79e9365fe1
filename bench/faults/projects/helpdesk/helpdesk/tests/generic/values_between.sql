{% test values_between(model, column_name, at_least, at_most) %}
with grouped_expression as (
    select *, (1 = 1 and {{ column_name }} >= {{ at_least }} and {{ column_name }} <= {{ at_most }}) as expression
    from {{ model }}
)
select * from grouped_expression
where not (expression = true)
{% endtest %}
