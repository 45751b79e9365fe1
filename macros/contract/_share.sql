{#- `5%` or `0.05` as the text of a number, `0.05`; none where it is neither. -#}
{% macro _share(value) -%}
  {%- set text = value | string | trim -%}
  {%- if text[-1:] != '%' -%}
    {{ return(onus._number(value)) }}
  {%- endif -%}
  {%- set percent = onus._number(text[:-1]) -%}
  {{ return((((percent | float) / 100) | round(8) | string) if percent is not none else none) }}
{%- endmacro %}
