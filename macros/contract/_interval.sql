{#- Two bounds in words; either may be missing. -#}
{% macro _interval(low, high) -%}
  {%- if low is not none and high is not none -%}
    {{ return(low if low == high else low ~ ' to ' ~ high) }}
  {%- endif -%}
  {{ return('at least ' ~ low if low is not none else 'at most ' ~ high) }}
{%- endmacro %}
