{% test expression_is_true(model, expression) %}
select 1 from {{ model }} where not ({{ expression }})
{% endtest %}
