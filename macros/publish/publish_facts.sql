{#-
  `dbt run-operation onus.publish_facts`, as `onus publish --warehouse` calls it: one batch of a load. What is loaded
  is in the environment, in pieces, because a command line is short: `ONUS_PUBLISH_PIECES` says how many,
  `ONUS_PUBLISH_1` and so on hold the JSON.

  A load is seen by nobody before its last batch has entered it among the loads. Then what it replaces is deleted:
  every older row of this publisher, but of coverage and exposures only those of the same day, which are their history.
-#}
{% macro publish_facts() -%}
  {%- set pieces = [] -%}
  {%- for nth in range(env_var('ONUS_PUBLISH_PIECES') | int) -%}{%- do pieces.append(env_var('ONUS_PUBLISH_' ~ (nth + 1))) -%}{%- endfor -%}
  {%- set batch = fromjson(pieces | join('')) -%}
  {%- set tables = ['incidents', 'hits', 'exposures', 'owners', 'coverage'] -%}
  {%- if batch.is_first -%}
    {%- for table in ['loads'] + tables -%}{%- do onus._ready_published(table) -%}{%- endfor -%}
  {%- endif -%}
  {%- set same = {'publisher': batch.publisher, 'load_id': batch.load_id, 'loaded_at': batch.loaded_at} -%}
  {%- for table, rows in batch.tables.items() -%}{%- do onus._insert_published(table, same, rows) -%}{%- endfor -%}
  {%- if batch.is_last -%}
    {%- do onus._insert_published('loads', same, [{}]) -%}
    {%- set older -%}
      publisher = {{ onus.literal(batch.publisher) }}
      and loaded_at < cast({{ onus.literal(batch.loaded_at) }} as {{ dbt.type_timestamp() }})
    {%- endset -%}
    {%- for table in tables -%}
      {%- set day = ' and measured_on = cast(' ~ onus.literal(batch.loaded_at[:10]) ~ ' as date)' if table in ['exposures', 'coverage'] else '' -%}
      {%- call statement('onus_publish', auto_begin=true) -%}
        delete from {{ onus._published_relation(table) }} where {{ older }}{{ day }}
      {%- endcall -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do adapter.commit() -%}
{%- endmacro %}
