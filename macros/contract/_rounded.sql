{#- A number with as many digits as people read: whole from a thousand on; none stays none. -#}
{% macro _rounded(number) -%}
  {%- if number is none -%}
    {{ return(none) }}
  {%- elif number == number | round | int or number | abs >= 1000 -%}
    {{ return(number | round | int) }}
  {%- endif -%}
  {{ return(number | round(6)) }}
{%- endmacro %}
