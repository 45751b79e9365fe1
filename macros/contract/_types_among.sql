{#- Those of the types whose word is on a list. -#}
{% macro _types_among(types, words) -%}
  {%- set known = [] -%}
  {%- for type in types if onus._type_word(type) in words -%}
    {%- do known.append(type) -%}
  {%- endfor -%}
  {{ return(known) }}
{%- endmacro %}
