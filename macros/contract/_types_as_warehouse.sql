{#- Declared types, by column, in the warehouse's words; without those that it does not have. -#}
{% macro _types_as_warehouse(declared) -%}
  {%- set distinct = declared.values() | unique | list -%}
  {%- set selected = [] -%}
  {%- set asked = [] -%}
  {%- for type in onus.known_types(distinct) -%}
    {%- do asked.append(type) -%}
    {%- do selected.append('cast(null as ' ~ type ~ ') as t' ~ loop.index) -%}
  {%- endfor -%}
  {%- set spelled = onus.described('select ' ~ selected | join(', ')) if selected else {} -%}
  {%- set by_type = {} -%}
  {%- for type in spelled.values() -%}
    {%- do by_type.update({asked[loop.index0]: type}) -%}
  {%- endfor -%}
  {%- set expected = {} -%}
  {%- for name, type in declared.items() if type in by_type -%}
    {%- do expected.update({name: by_type[type]}) -%}
  {%- endfor -%}
  {{ return(expected) }}
{%- endmacro %}
