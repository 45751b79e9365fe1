{% test holds(model, column_name, condition) %}
select {{ column_name }} from {{ model }} where not ({{ column_name }} {{ condition }})
{% endtest %}
