{#- The mean of a number. -#}
{% macro _mean(column, value) -%}
  {{ return(onus._of_numbers(column, value, 'mean', onus.mean(column.sql))) }}
{%- endmacro %}
