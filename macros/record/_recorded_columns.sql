{#- The columns that the table of observations has in the warehouse, lower case; empty where there is no such table. -#}
{% macro _recorded_columns() -%}
  {%- set relation = onus.record_relation() -%}
  {%- set names = [] -%}
  {%- if onus.relation_exists(relation) or adapter.get_relation(relation.database, relation.schema, relation.identifier) is not none -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}{%- do names.append(column.name | lower) -%}{%- endfor -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}
