{#- The statement that makes a table's schema where it is missing. -#}
{% macro schema_sql(relation) -%}
  {{ return(adapter.dispatch('schema_sql', 'onus')(relation)) }}
{%- endmacro %}

{% macro default__schema_sql(relation) -%}
  {{ return('create schema if not exists ' ~ relation.without_identifier()) }}
{%- endmacro %}

{#- A schema is named without its database here. -#}
{% macro postgres__schema_sql(relation) -%}
  {{ return('create schema if not exists ' ~ relation.without_identifier().include(database=false)) }}
{%- endmacro %}
