{#- How many rows the table has. -#}
{% macro _rows(table, value) -%}
  {%- if not table.there -%}
    {{ return({'status': 'unknown', 'expected': onus._plain(value)}) }}
  {%- endif -%}
  {%- set bounds = onus._bounds(value, 'number', relative=true) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {{ return({
    'expected': bounds.expected, 'promise': bounds.promise, 'bounds': bounds, 'number': 'count(*)', 'of': 'rows',
    'series': 'rows'}) }}
{%- endmacro %}
