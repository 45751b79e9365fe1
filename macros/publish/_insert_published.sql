{#- Puts rows into a published table, five hundred at a time. -#}
{% macro _insert_published(table, same, rows) -%}
  {%- set into = 'insert into ' ~ onus._published_relation(table) ~ ' (' ~ onus._published_columns(table) | join(', ') ~ ') values ' -%}
  {%- for some in rows | batch(500) -%}
    {%- set rendered = onus._published_rows(table, same, some) -%}
    {%- call statement('onus_publish', auto_begin=true) -%}{{ into ~ rendered | join(', ') }}{%- endcall -%}
  {%- endfor -%}
{%- endmacro %}
