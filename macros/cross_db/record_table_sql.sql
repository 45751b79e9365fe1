{#- The statement that makes a table of the package's own. -#}
{% macro record_table_sql(relation, columns) -%}
  {{ return(adapter.dispatch('record_table_sql', 'onus')(relation, columns)) }}
{%- endmacro %}

{% macro default__record_table_sql(relation, columns) -%}
  {%- set defined = [] -%}
  {%- for name, type in columns.items() -%}{%- do defined.append(name ~ ' ' ~ type) -%}{%- endfor -%}
  {{ return('create table if not exists ' ~ relation ~ ' (' ~ defined | join(', ') ~ ')') }}
{%- endmacro %}

{#- Without it, older versions make a table of Hive's, which needs Hive. -#}
{% macro spark__record_table_sql(relation, columns) -%}
  {{ return(onus.default__record_table_sql(relation, columns) ~ ' using parquet') }}
{%- endmacro %}

{% macro databricks__record_table_sql(relation, columns) -%}
  {{ return(onus.default__record_table_sql(relation, columns)) }}
{%- endmacro %}

{% macro clickhouse__record_table_sql(relation, columns) -%}
  {{ return(onus.default__record_table_sql(relation, columns) ~ ' engine = MergeTree order by ' ~ (columns | list | first)) }}
{%- endmacro %}

{#- Texts end at 256 characters here unless told otherwise, and a longer one would not be put in at all. -#}
{% macro redshift__record_table_sql(relation, columns) -%}
  {%- set wide = {} -%}
  {%- for name, type in columns.items() -%}
    {%- do wide.update({name: 'varchar(65535)' if type == dbt.type_string() else type}) -%}
  {%- endfor -%}
  {{ return(onus.default__record_table_sql(relation, wide)) }}
{%- endmacro %}
