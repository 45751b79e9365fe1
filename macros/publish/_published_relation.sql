{#- A published table: `onus_published_…`, beside the table of observations. -#}
{% macro _published_relation(table) -%}
  {%- set beside = onus.record_relation() -%}
  {{ return(api.Relation.create(
    database=beside.database, schema=beside.schema, identifier='onus_published_' ~ table, type='table')) }}
{%- endmacro %}
