{#- Whether a table may be read, as far as that can be told before trying. -#}
{% macro is_readable(relation) -%}
  {{ return(adapter.dispatch('is_readable', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__is_readable(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{#- A view whose table is gone, a file that is not there: the plan of a statement says so without failing. -#}
{% macro duckdb__is_readable(relation) -%}
  {%- set knows = run_query("select 1 from duckdb_functions() where function_name = 'json_serialize_plan' limit 1") -%}
  {%- if knows | length == 0 -%}
    {{ return(true) }}
  {%- endif -%}
  {%- set plan = "json_serialize_plan(" ~ onus.literal('select * from ' ~ relation) ~ ")" -%}
  {%- set failed = run_query("select 1 where json_extract_string(" ~ plan ~ ", '$.error_type') in ('catalog', 'binder', 'io')") -%}
  {{ return(failed | length == 0) }}
{%- endmacro %}

{% macro postgres__is_readable(relation) -%}
  {%- set sql -%}
    select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where lower(nspname) = lower({{ onus.literal(relation.schema) }}) and lower(relname) = lower({{ onus.literal(relation.identifier) }})
      and has_schema_privilege(pg_namespace.oid, 'usage') and has_table_privilege(pg_class.oid, 'select')
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) > 0) }}{%- endfor -%}
{%- endmacro %}

{% macro redshift__is_readable(relation) -%}
  {{ return(true) }}
{%- endmacro %}
