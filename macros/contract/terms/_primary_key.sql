{#- Unique, and no null in it. -#}
{% macro _primary_key(columns) -%}
  {%- set names = columns | map(attribute='name') | list -%}
  {{ return({
    'expected': true if names | length == 1 else names,
    'promise': 'primary_key' if names | length == 1 else 'primary_key (' ~ names | join(', ') ~ ')',
    'breaks': columns | map(attribute='sql') | join(' is null or ') ~ ' is null', 'one': 'has no key', 'many': 'have no key',
    'keys': columns | map(attribute='sql') | list}) }}
{%- endmacro %}
