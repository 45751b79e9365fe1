{#- Whether the table of observations may be written to, as far as that can be told before trying. -#}
{% macro is_writable(relation) -%}
  {{ return(adapter.dispatch('is_writable', 'onus')(relation)) }}
{%- endmacro %}

{#-
  Here it is not known how to keep a statement that fails from failing the build: it is tried only where the project
  itself says `vars: {onus: {record: true}}`.
-#}
{% macro default__is_writable(relation) -%}
  {{ return(onus.setting('record', none) is not none) }}
{%- endmacro %}

{#- `guarded` catches what these refuse. -#}
{% macro postgres__is_writable(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{% macro snowflake__is_writable(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{% macro bigquery__is_writable(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{#- A statement that fails cannot be caught here: a file opened for reading, or a view of that name, is known before. -#}
{% macro duckdb__is_writable(relation) -%}
  {%- set sql -%}
    select
      (select count(*) from duckdb_databases() where database_name = {{ onus.literal(relation.database) }} and readonly)
      + (select count(*) from duckdb_views()
         where lower(schema_name) = lower({{ onus.literal(relation.schema) }})
           and lower(view_name) = lower({{ onus.literal(relation.identifier) }})
           and database_name = {{ onus.literal(relation.database) }})
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) == 0) }}{%- endfor -%}
{%- endmacro %}

{#- Nor here; what this session may do is known. -#}
{% macro redshift__is_writable(relation) -%}
  {%- set sql -%}
    select count(*) from pg_namespace
    where nspname = lower({{ onus.literal(relation.schema) }}) and has_schema_privilege(nspname, 'create')
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) > 0) }}{%- endfor -%}
{%- endmacro %}

{#- Nor here, and there are no privileges that could be missing. -#}
{% macro spark__is_writable(relation) -%}
  {{ return(true) }}
{%- endmacro %}

{% macro databricks__is_writable(relation) -%}
  {{ return(onus.default__is_writable(relation)) }}
{%- endmacro %}
