{#- The text of a number as a number: whole where it is written without a fraction. -#}
{% macro _as_number(text) -%}
  {%- set written = text | string | trim -%}
  {{ return(written | int if modules.re.match('^-?[0-9]+$', written) else written | float) }}
{%- endmacro %}
