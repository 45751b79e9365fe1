{#- A column as the warehouse spells it: mixed case, reserved words and quotes in the name included. -#}
{% macro quoted(name) -%}
  {%- set mark = adapter.quote('x')[-1] -%}
  {{ return(adapter.quote(name | replace(mark, mark ~ mark))) }}
{%- endmacro %}
