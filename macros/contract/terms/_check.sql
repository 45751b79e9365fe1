{#- An SQL expression that is false for no row; a null is not false, as in the warehouse's own check constraints. -#}
{% macro _check(table, expression) -%}
  {%- if expression is not string or not expression | trim -%}
    {{ return({'error': 'says no SQL expression'}) }}
  {%- elif not table.there or onus._mentions_missing(table, expression) -%}
    {{ return({'status': 'unknown', 'expected': expression}) }}
  {%- endif -%}
  {{ return({
    'expected': expression, 'promise': 'check ' ~ expression, 'breaks': 'not (' ~ expression ~ ')',
    'one': 'breaks it', 'many': 'break it'}) }}
{%- endmacro %}
