{#- A column that the table's contract names: declared or not, the table may have it. -#}
{% macro _named_column(table, name) -%}
  {%- for declared, column in table.columns.items() if declared | lower == name | lower -%}
    {{ return(column) }}
  {%- endfor -%}
  {%- set column = onus._column(table.actual, name) -%}
  {%- do column.update({'undeclared': true}) -%}
  {{ return(column) }}
{%- endmacro %}
