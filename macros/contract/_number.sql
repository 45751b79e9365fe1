{#- A declared value as the text of a number; none where it is none. Only such text is put into SQL unquoted. -#}
{% macro _number(value) -%}
  {%- set text = value | string | trim -%}
  {%- if value is boolean or value is none or not modules.re.match('^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?$', text) -%}
    {{ return(none) }}
  {%- endif -%}
  {{ return(text) }}
{%- endmacro %}
