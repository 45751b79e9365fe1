{#- No two rows with the same values; a row with a null among them is like no other. -#}
{% macro _unique(columns) -%}
  {%- set names = columns | map(attribute='name') | list -%}
  {{ return({
    'expected': true if names | length == 1 else names,
    'promise': 'unique' if names | length == 1 else 'unique (' ~ names | join(', ') ~ ')',
    'keys': columns | map(attribute='sql') | list}) }}
{%- endmacro %}
