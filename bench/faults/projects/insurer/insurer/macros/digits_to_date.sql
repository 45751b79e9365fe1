{% macro digits_to_date(column) -%}
cast(strptime({{ column }}, '%Y%m%d') as date)
{%- endmacro %}
