{% test expression_is_true(model, expression, column_name=none) %}
select 1 from {{ model }}
where not ({{ column_name ~ ' ' if column_name else '' }}{{ expression }})
{% endtest %}
