{% test not_empty_string(model, column_name) %}
with all_values as (select trim({{ column_name }}) as {{ column_name }} from {{ model }})
select * from all_values where {{ column_name }} = ''
{% endtest %}
