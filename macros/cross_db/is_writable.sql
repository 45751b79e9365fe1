{#- Whether a table of this name could be written to, as far as that can be told before trying. -#}
{% macro is_writable(relation) -%}
  {{ return(adapter.dispatch('is_writable', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__is_writable(relation) -%}
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
