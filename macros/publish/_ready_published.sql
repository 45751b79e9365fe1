{#- Makes a published table where it is missing; an older one that lacks a column ends the load, in words. -#}
{% macro _ready_published(table) -%}
  {%- set relation = onus._published_relation(table) -%}
  {%- set types = onus._published_types() -%}
  {%- set columns = {} -%}
  {%- for name, kind in onus._published_columns(table).items() -%}{%- do columns.update({name: types[kind]}) -%}{%- endfor -%}
  {%- do run_query(onus.schema_sql(relation)) -%}
  {%- do run_query(onus.record_table_sql(relation, columns)) -%}
  {%- set present = [] -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}{%- do present.append(column.name | lower) -%}{%- endfor -%}
  {%- for name in columns if name not in present -%}
    {{ exceptions.raise_compiler_error(
      'onus: ' ~ relation ~ ' has no column ' ~ name ~ '; drop the table, onus publish --warehouse fills it again') }}
  {%- endfor -%}
{%- endmacro %}
