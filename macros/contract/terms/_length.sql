{#- No text shorter or longer than this, in characters. -#}
{% macro _length(column, value) -%}
  {%- if column.kind in ['number', 'time', 'boolean'] -%}
    {{ return({'error': 'is for text, and the column is ' ~ column.type}) }}
  {%- endif -%}
  {%- set bounds = onus._bounds({'min': value, 'max': value} if onus._number(value) is not none else value) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {%- set sides = [] -%}
  {%- for side, sign in [('min', '<'), ('max', '>')] if bounds[side] is not none -%}
    {%- do sides.append(dbt.length(column.sql) | trim ~ ' ' ~ sign ~ ' ' ~ bounds[side]) -%}
  {%- endfor -%}
  {{ return({
    'expected': bounds.expected, 'promise': 'length ' ~ bounds.promise, 'breaks': sides | join(' or '),
    'one': 'has another length', 'many': 'have other lengths'}) }}
{%- endmacro %}
