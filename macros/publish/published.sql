{#-
  What `onus publish --warehouse` loaded last, of every project that published here; no rows where nothing was. With
  `history`, the last load of each day.
-#}
{% macro published(table, history=false) -%}
  {%- set columns = onus._published_columns(table) -%}
  {%- set relation = onus._published_relation(table) -%}
  {%- set loads = onus._published_relation('loads') -%}
  {%- if execute and (onus.relation_exists(loads) or adapter.get_relation(loads.database, loads.schema, loads.identifier) is not none) -%}
select {{ columns | join(', ') }} from {{ relation }}
where load_id in (
    select load_id from (
        select load_id, row_number() over (
            partition by publisher{{ ', cast(loaded_at as date)' if history }} order by loaded_at desc, load_id) as nth
        from {{ loads }}
    ) as onus_loads
    where nth = 1
)
  {%- else -%}
    {%- set types = onus._published_types() -%}
select
    {%- for name, kind in columns.items() %} cast(null as {{ types[kind] }}) as {{ name }}{{ ',' if not loop.last }}{%- endfor %}
from (select 1 as one) as onus_none where one = 0
  {%- endif -%}
{%- endmacro %}
