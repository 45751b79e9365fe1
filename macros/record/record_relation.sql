{#-
  The table that keeps what was observed: `onus_observations`, in the target's own schema, or where
  `vars: {onus: {record: {schema: …, database: …}}}` says.
-#}
{% macro record_relation() -%}
  {%- set said = onus.setting('record', true) -%}
  {%- set place = said if said is mapping else {} -%}
  {#- Spark's target has no database. -#}
  {{ return(api.Relation.create(
    database=place.get('database') or target.database or none, schema=place.get('schema') or target.schema,
    identifier='onus_observations', type='table')) }}
{%- endmacro %}
