{#- Whether an SQL expression names a declared column that the table does not have. -#}
{% macro _mentions_missing(table, expression) -%}
  {%- for column in table.columns.values() if not column.there and onus._mentions(expression, column.name) -%}
    {{ return(true) }}
  {%- endfor -%}
  {{ return(false) }}
{%- endmacro %}
