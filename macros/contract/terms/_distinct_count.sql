{#- How many different values a column has, nulls not counted. -#}
{% macro _distinct_count(column, value) -%}
  {%- set bounds = onus._bounds(value, 'number', relative=true) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {{ return({
    'expected': bounds.expected, 'promise': 'distinct_count ' ~ bounds.promise, 'bounds': bounds,
    'number': 'count(distinct ' ~ column.sql ~ ')', 'of': 'distinct_count', 'series': 'distinct_count'}) }}
{%- endmacro %}
