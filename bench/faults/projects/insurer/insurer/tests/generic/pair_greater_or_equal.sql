{% test pair_greater_or_equal(model, larger, smaller) %}
with grouped_expression as (
    select {{ larger }} >= {{ smaller }} as expression, * from {{ model }}
)
select * from grouped_expression
where not expression
{% endtest %}
