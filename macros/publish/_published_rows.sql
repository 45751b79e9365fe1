{#- Rows for a published table, as SQL: `same` are the values that all of them begin with. -#}
{% macro _published_rows(table, same, rows) -%}
  {%- set columns = onus._published_columns(table) -%}
  {%- set types = onus._published_types() -%}
  {%- set texts = [] -%}
  {%- for row in rows -%}
    {%- for name, kind in columns.items() -%}
      {%- set value = same.get(name, row.get(name)) -%}
      {%- do texts.append('' if value is none else value | string) -%}
    {%- endfor -%}
  {%- endfor -%}
  {#- All of them become literals in one go: asked for one by one, they would take longer than the insert. -#}
  {%- set literals = onus.literals(texts) -%}
  {%- set rendered = [] -%}
  {%- for row in rows -%}
    {%- set at = loop.index0 * (columns | length) -%}
    {%- set said = [] -%}
    {%- for name, kind in columns.items() -%}
      {%- set value = same.get(name, row.get(name)) -%}
      {%- if value is none -%}
        {%- do said.append('cast(null as ' ~ types[kind] ~ ')') -%}
      {%- elif kind in ['integer', 'number', 'boolean'] -%}
        {%- do said.append(value | string | lower) -%}
      {%- elif kind == 'text' -%}
        {%- do said.append(literals[at + loop.index0]) -%}
      {%- else -%}
        {%- do said.append('cast(' ~ literals[at + loop.index0] ~ ' as ' ~ types[kind] ~ ')') -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do rendered.append('(' ~ said | join(', ') ~ ')') -%}
  {%- endfor -%}
  {{ return(rendered) }}
{%- endmacro %}
