{#- The table of a node as the warehouse has it; none where it has none. -#}
{% macro _relation(node) -%}
  {%- set name = node.get('identifier') or node.get('alias') or node.name -%}
  {%- set found = adapter.get_relation(database=node.database, schema=node.schema, identifier=name) -%}
  {%- if found is none and node.get('config', {}).get('materialized') != 'ephemeral' -%}
    {%- set named = api.Relation.create(database=node.database, schema=node.schema, identifier=name) -%}
    {%- set found = named if onus.relation_exists(named) else none -%}
  {%- endif -%}
  {{ return(found) }}
{%- endmacro %}
