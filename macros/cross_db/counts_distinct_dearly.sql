{#- Whether counting different values of a table costs so much that it is done only where it was promised. -#}
{% macro counts_distinct_dearly(relation) -%}
  {{ return(adapter.dispatch('counts_distinct_dearly', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__counts_distinct_dearly(relation) -%}
  {{ return(false) }}
{%- endmacro %}

{#- Every count(distinct …) sorts the column. The planner's own guess of the table's size says where that hurts. -#}
{% macro postgres__counts_distinct_dearly(relation) -%}
  {%- set sql -%}
    select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = {{ onus.literal(relation.schema) }} and relname = {{ onus.literal(relation.identifier) }} and reltuples > 100000
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) > 0) }}{%- endfor -%}
{%- endmacro %}

{% macro redshift__counts_distinct_dearly(relation) -%}
  {{ return(false) }}
{%- endmacro %}
