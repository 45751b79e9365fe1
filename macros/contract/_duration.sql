{#- Seconds in the largest unit that still says something: `50 hours`, `3 days`. -#}
{% macro _duration(seconds) -%}
  {%- if seconds >= 172800 -%}
    {{ return(onus._count(seconds // 86400, 'day')) }}
  {%- elif seconds >= 7200 -%}
    {{ return(onus._count(seconds // 3600, 'hour')) }}
  {%- else -%}
    {{ return(onus._count(seconds // 60, 'minute')) }}
  {%- endif -%}
{%- endmacro %}
