{#- A type as it is compared: with its length or precision only where the declaration has one. -#}
{% macro _type_compared(type, declared) -%}
  {%- if '(' in declared or '<' in declared or '[' in declared -%}
    {{ return(modules.re.sub('\\s+', '', type | string) | lower) }}
  {%- else -%}
    {{ return(modules.re.sub('\\(\\s*\\d+\\s*(,\\s*\\d+\\s*)?\\)', '', type | string) | trim | lower) }}
  {%- endif -%}
{%- endmacro %}
