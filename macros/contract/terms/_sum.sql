{#- The sum of a number. -#}
{% macro _sum(column, value) -%}
  {{ return(onus._of_numbers(column, value, 'sum', 'sum(' ~ column.sql ~ ')')) }}
{%- endmacro %}
