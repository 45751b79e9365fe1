{#- No row where one of the columns is null. -#}
{% macro _not_null(columns) -%}
  {%- set promise = {'expected': true, 'promise': 'not_null', 'one': 'is null', 'many': 'are null'} -%}
  {%- if columns | length == 1 -%}
    {%- do promise.update({'filled': columns[0].sql}) -%}
  {%- else -%}
    {%- do promise.update({'breaks': columns | map(attribute='sql') | join(' is null or ') ~ ' is null'}) -%}
  {%- endif -%}
  {{ return(promise) }}
{%- endmacro %}
