{#- 10000 as people read it: 10,000. -#}
{% macro _grouped(number) -%}
  {%- set digits = number | string -%}
  {%- set groups = [] -%}
  {%- for place in range(digits | length) -%}
    {%- do groups.append((',' if place and (digits | length - place) % 3 == 0 else '') ~ digits[place]) -%}
  {%- endfor -%}
  {{ return(groups | join) }}
{%- endmacro %}
