{#- No row where one of the columns is null. -#}
{% macro _not_null(columns) -%}
  {{ return({
    'expected': true, 'promise': 'not_null', 'breaks': columns | map(attribute='sql') | join(' is null or ') ~ ' is null',
    'one': 'is null', 'many': 'are null'}) }}
{%- endmacro %}
