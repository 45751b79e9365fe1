{#-
  Whether the warehouse itself says that a table is there. dbt's cache does not know a table that something else made
  after dbt started: an on-run-start hook, a loader.
-#}
{% macro relation_exists(relation) -%}
  {{ return(adapter.dispatch('relation_exists', 'onus')(relation)) }}
{%- endmacro %}

{#- No way of asking that works everywhere: the cache is believed. -#}
{% macro default__relation_exists(relation) -%}
  {{ return(false) }}
{%- endmacro %}

{% macro postgres__relation_exists(relation) -%}
  {%- set sql -%}
    select count(*) from information_schema.tables
    where lower(table_schema) = lower({{ onus.literal(relation.schema) }})
      and lower(table_name) = lower({{ onus.literal(relation.identifier) }})
      {%- if relation.database %}
      and lower(table_catalog) = lower({{ onus.literal(relation.database) }})
      {%- endif %}
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) > 0) }}{%- endfor -%}
{%- endmacro %}

{% macro duckdb__relation_exists(relation) -%}
  {{ return(onus.postgres__relation_exists(relation)) }}
{%- endmacro %}

{% macro redshift__relation_exists(relation) -%}
  {{ return(false) }}
{%- endmacro %}

{% macro snowflake__relation_exists(relation) -%}
  {%- set sql -%}
    select count(*) from {{ onus.quoted(relation.database) }}.information_schema.tables
    where lower(table_schema) = lower({{ onus.literal(relation.schema) }})
      and lower(table_name) = lower({{ onus.literal(relation.identifier) }})
  {%- endset -%}
  {%- for row in run_query(sql) -%}{{ return((row[0] | int) > 0) }}{%- endfor -%}
{%- endmacro %}

{#- A pattern in these may be broader than the name, and a schema that is missing must not be asked for its tables. -#}
{% macro spark__relation_exists(relation) -%}
  {%- set found = [] -%}
  {%- for schema in run_query('show databases like ' ~ onus.literal(relation.schema)) if schema[0] | lower == relation.schema | lower -%}
    {%- for row in run_query('show tables in ' ~ relation.without_identifier() ~ ' like ' ~ onus.literal(relation.identifier)) -%}
      {%- if row[1] | lower == relation.identifier | lower -%}{%- do found.append(row[1]) -%}{%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(found | length > 0) }}
{%- endmacro %}

{% macro databricks__relation_exists(relation) -%}
  {{ return(false) }}
{%- endmacro %}
