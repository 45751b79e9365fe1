{#-
  The rows of a query, or none where it fails, as far as the warehouse has a way of trying; where it has none, a query that
  fails ends what is being compiled. What can be known before is known by `is_readable`.
-#}
{% macro tried(sql) -%}
  {{ return(adapter.dispatch('tried', 'onus')(sql)) }}
{%- endmacro %}

{% macro default__tried(sql) -%}
  {{ return(run_query(sql)) }}
{%- endmacro %}

{#- A block that catches gives no rows: they go through a temporary table, where the role may make one. -#}
{% macro postgres__tried(sql) -%}
  {%- set may = run_query("select 1 where has_database_privilege(current_database(), 'temporary') and not pg_is_in_recovery()") -%}
  {%- if may | length == 0 -%}
    {{ return(run_query(sql)) }}
  {%- endif -%}
  {%- do run_query('drop table if exists pg_temp.onus_tried') -%}
  {%- do run_query(onus.guarded('create temporary table onus_tried as ' ~ sql)) -%}
  {%- set made = run_query("select 1 where to_regclass('pg_temp.onus_tried') is not null") -%}
  {{ return(run_query('select * from pg_temp.onus_tried') if made | length else none) }}
{%- endmacro %}

{% macro redshift__tried(sql) -%}
  {{ return(run_query(sql)) }}
{%- endmacro %}
