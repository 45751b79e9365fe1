{#- A type without length, precision, item type and brackets: `decimal` of `DECIMAL(10, 2)`. -#}
{% macro _type_word(type) -%}
  {%- set bare = modules.re.sub('<.*>|\\(.*\\)|\\[[^\\]]*\\]', '', type | string) -%}
  {{ return(modules.re.sub('\\s+', ' ', bare) | trim | lower) }}
{%- endmacro %}
