{#- `1 row`, `10,000 rows`. -#}
{% macro _count(number, noun) -%}
  {{ return(onus._grouped(number) ~ ' ' ~ noun ~ ('' if number == 1 else 's')) }}
{%- endmacro %}
