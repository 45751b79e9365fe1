{#-
  Whether a table is so large that what is dear (counting different values, measuring texts) is done only where it was
  promised, as far as the warehouse's catalog tells the size for nothing; none where it does not, as of a view.
-#}
{% macro is_large(relation) -%}
  {{ return(adapter.dispatch('is_large', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__is_large(relation) -%}
  {{ return(none) }}
{%- endmacro %}

{% macro duckdb__is_large(relation) -%}
  {%- set sql -%}
    select case when estimated_size > 100000 then 1 else 0 end from duckdb_tables()
    where database_name = {{ onus.literal(relation.database) }} and schema_name = {{ onus.literal(relation.schema) }}
      and table_name = {{ onus.literal(relation.identifier) }}
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) == 1) }}{%- endfor -%}
  {{ return(none) }}
{%- endmacro %}

{#- Every count(distinct …) sorts the column. The size on disk is known even of a table that was never analyzed. -#}
{% macro postgres__is_large(relation) -%}
  {%- set sql -%}
    select case when pg_relation_size(pg_class.oid) > 33554432 then 1 else 0 end
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = {{ onus.literal(relation.schema) }} and relname = {{ onus.literal(relation.identifier) }}
      and relkind in ('r', 'm')
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) == 1) }}{%- endfor -%}
  {{ return(none) }}
{%- endmacro %}

{% macro redshift__is_large(relation) -%}
  {{ return(none) }}
{%- endmacro %}
