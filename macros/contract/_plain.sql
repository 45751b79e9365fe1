{#- A declared value as the verdict repeats it: without the severity that may stand beside it. -#}
{% macro _plain(value) -%}
  {%- if value is not mapping -%}
    {{ return(value) }}
  {%- endif -%}
  {%- set plain = {} -%}
  {%- for key, item in value.items() if key != 'severity' -%}
    {%- do plain.update({key: item}) -%}
  {%- endfor -%}
  {{ return(plain) }}
{%- endmacro %}
