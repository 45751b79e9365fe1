{#-
  Whether counting different values of a table costs so much that it is done only where it was promised, as far as the
  warehouse's catalog tells the size for nothing. What is unknown is dear.
-#}
{% macro counts_distinct_dearly(relation) -%}
  {{ return(adapter.dispatch('counts_distinct_dearly', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__counts_distinct_dearly(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{% macro duckdb__counts_distinct_dearly(relation) -%}
  {%- set sql -%}
    select count(*) from duckdb_tables()
    where database_name = {{ onus.literal(relation.database) }} and schema_name = {{ onus.literal(relation.schema) }}
      and table_name = {{ onus.literal(relation.identifier) }} and estimated_size <= 100000
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) == 0) }}{%- endfor -%}
{%- endmacro %}

{#- Every count(distinct …) sorts the column. The size on disk is known even of a table that was never analyzed. -#}
{% macro postgres__counts_distinct_dearly(relation) -%}
  {%- set sql -%}
    select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = {{ onus.literal(relation.schema) }} and relname = {{ onus.literal(relation.identifier) }}
      and relkind in ('r', 'm') and pg_relation_size(pg_class.oid) <= 33554432
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) == 0) }}{%- endfor -%}
{%- endmacro %}

{% macro redshift__counts_distinct_dearly(relation) -%}
  {{ return(true) }}
{%- endmacro %}
