{#- The columns of a query, name to type, both as the warehouse spells them; the query is not run. -#}
{% macro described(sql) -%}
  {{ return(adapter.dispatch('described', 'onus')(sql)) }}
{%- endmacro %}

{% macro default__described(sql) -%}
  {%- set columns = {} -%}
  {%- for column in adapter.get_column_schema_from_query(sql) -%}
    {%- do columns.update({column.name: column.dtype}) -%}
  {%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}

{#- The adapter takes a struct apart into columns that the table does not have. -#}
{% macro duckdb__described(sql) -%}
  {%- set columns = {} -%}
  {%- for row in run_query('describe ' ~ sql) -%}
    {%- do columns.update({row[0]: row[1]}) -%}
  {%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}
