{#- No number or date outside the bounds; the bounds themselves are inside. -#}
{% macro _range(column, value) -%}
  {%- if column.kind in ['text', 'boolean', 'other'] -%}
    {{ return({'error': 'is for numbers and dates, and the column is ' ~ column.type}) }}
  {%- endif -%}
  {%- set bounds = onus._bounds(value, column.kind or 'number') -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {%- set sides = [] -%}
  {%- set words = [] -%}
  {%- for side, sign, word in [('min', '<', 'below '), ('max', '>', 'above ')] if bounds[side] is not none -%}
    {%- set bound = bounds[side] if column.kind != 'time' else 'cast(' ~ onus.literal(bounds[side]) ~ ' as ' ~ column.type ~ ')' -%}
    {%- do sides.append(column.sql ~ ' ' ~ sign ~ ' ' ~ bound) -%}
    {%- do words.append(word ~ bounds[side]) -%}
  {%- endfor -%}
  {{ return({
    'expected': bounds.expected, 'promise': 'range ' ~ bounds.promise, 'breaks': sides | join(' or '),
    'extent': {'lowest': 'min(' ~ column.sql ~ ')' if bounds.min is not none and not column.get('quiet') else none,
      'highest': 'max(' ~ column.sql ~ ')' if bounds.max is not none and not column.get('quiet') else none},
    'one': 'is ' ~ words | join(' or '), 'many': 'are ' ~ words | join(' or ')}) }}
{%- endmacro %}
