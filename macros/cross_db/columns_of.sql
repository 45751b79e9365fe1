{#- The columns of a table, name to type, both as the warehouse spells them, with length and precision. -#}
{% macro columns_of(relation) -%}
  {{ return(adapter.dispatch('columns_of', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__columns_of(relation) -%}
  {{ return(onus.described('select * from ' ~ relation ~ ' where 1 = 0')) }}
{%- endmacro %}

{#- What a query says of its columns has no length and no precision here; the catalog has. -#}
{% macro postgres__columns_of(relation) -%}
  {%- set sql -%}
    select attname, format_type(atttypid, atttypmod)
    from pg_attribute
    join pg_class on pg_class.oid = attrelid
    join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = {{ onus.literal(relation.schema) }} and relname = {{ onus.literal(relation.identifier) }}
      and attnum > 0 and not attisdropped
    order by attnum
  {%- endset -%}
  {%- set columns = {} -%}
  {%- for row in run_query(sql) -%}{%- do columns.update({row[0]: row[1]}) -%}{%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}

{% macro redshift__columns_of(relation) -%}
  {{ return(onus.default__columns_of(relation)) }}
{%- endmacro %}
