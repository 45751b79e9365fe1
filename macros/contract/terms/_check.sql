{#- An SQL expression that is false for no row; a null is not false, as in the warehouse's own check constraints. -#}
{% macro _check(table, expression) -%}
  {%- if expression is not string or not expression | trim -%}
    {{ return({'error': 'says no SQL expression'}) }}
  {%- elif not table.there -%}
    {{ return({'status': 'unknown', 'expected': expression}) }}
  {%- endif -%}
  {%- for column in table.columns.values() if not column.there and onus._mentions(expression, column.name) -%}
    {{ return({'status': 'unknown', 'expected': expression}) }}
  {%- endfor -%}
  {{ return({
    'expected': expression, 'promise': 'check ' ~ expression, 'breaks': 'not (' ~ expression ~ ')',
    'one': 'breaks it', 'many': 'break it'}) }}
{%- endmacro %}
