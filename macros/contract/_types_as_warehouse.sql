{#- Declared types, by column, in the warehouse's words; without those that it does not have. -#}
{% macro _types_as_warehouse(declared) -%}
  {%- set asked = onus.known_types(declared.values() | unique | list) -%}
  {%- set by_type = {} -%}
  {%- for type in onus.spelled_types(asked) -%}
    {%- do by_type.update({asked[loop.index0]: type}) -%}
  {%- endfor -%}
  {%- set expected = {} -%}
  {%- for name, type in declared.items() if type in by_type -%}
    {%- do expected.update({name: by_type[type]}) -%}
  {%- endfor -%}
  {{ return(expected) }}
{%- endmacro %}
