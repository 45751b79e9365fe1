{#- A term that bounds one number made of a numeric column: its mean, its sum, a percentile. -#}
{% macro _of_numbers(column, value, name, sql) -%}
  {%- if column.kind not in ['number', ''] -%}
    {{ return({'error': 'is for numbers, and the column is ' ~ column.type}) }}
  {%- endif -%}
  {%- set bounds = onus._bounds(value, 'number', relative=true) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {{ return({
    'expected': bounds.expected, 'promise': name ~ ' ' ~ bounds.promise, 'bounds': bounds, 'number': sql, 'of': name,
    'series': name}) }}
{%- endmacro %}
