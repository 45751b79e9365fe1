{#- Whether there is a table of observations with every column that it has to have. -#}
{% macro _has_record() -%}
  {%- set present = onus._recorded_columns() -%}
  {%- for name in onus._record_columns() if name not in present -%}{{ return(false) }}{%- endfor -%}
  {{ return(true) }}
{%- endmacro %}
