{#-
  Rows for the table of observations, as SQL. All texts of all rows become literals in one go: asked for one by one, they
  would take longer than the insert.
-#}
{% macro _render_rows(verdict, rows) -%}
  {%- set text = dbt.type_string() -%}
  {%- set float = onus.type_double() -%}
  {%- set same = onus.literals([invocation_id, verdict.node, verdict.name, verdict.where or '']) -%}
  {%- set opening = '(cast(' ~ onus.literal(onus._run_started()) ~ ' as ' ~ dbt.type_timestamp() ~ '), '
    ~ same | join(', ') ~ ', ' -%}
  {%- set texts = [] -%}
  {%- for row in rows -%}
    {%- for key in ['kind', 'column', 'measure', 'status', 'severity', 'expected', 'text', 'message'] -%}
      {%- do texts.append(row.get(key) if row.get(key) is not none else '') -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set literals = onus.literals(texts) -%}
  {%- set rendered = [] -%}
  {%- for row in rows -%}
    {%- set at = loop.index0 * 8 -%}
    {%- set said = [] -%}
    {%- for key in ['kind', 'column', 'measure', 'status', 'severity', 'expected', 'text', 'message'] -%}
      {%- do said.append('cast(null as ' ~ text ~ ')' if row.get(key) is none else literals[at + loop.index0]) -%}
    {%- endfor -%}
    {%- set is_number = row.value is number and row.value is not boolean and onus._is_json_number(row.value | string) -%}
    {%- do rendered.append(opening ~ said[:5] | join(', ') ~ ', cast(' ~ (row.value if is_number else 'null') ~ ' as ' ~ float ~ '), '
      ~ said[5:] | join(', ') ~ ')') -%}
  {%- endfor -%}
  {{ return(rendered) }}
{%- endmacro %}
