{#- Whether a table may be read, as far as that can be told before trying. -#}
{% macro is_readable(relation) -%}
  {{ return(adapter.dispatch('is_readable', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__is_readable(relation) -%}
  {{ return(true) }}
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
