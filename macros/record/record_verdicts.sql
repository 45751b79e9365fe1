{#- Appends what verdicts say, each the JSON of one, to the table of observations. Never fails what it is part of. -#}
{% macro record_verdicts(verdicts) -%}
  {%- set rows = [] -%}
  {%- for verdict in verdicts -%}{%- do rows.extend(onus._record_rows(fromjson(verdict))) -%}{%- endfor -%}
  {%- if rows and onus._ready_record() -%}
    {%- set into = 'insert into ' ~ onus.record_relation() ~ ' (' ~ onus._record_columns() | join(', ') ~ ') values ' -%}
    {%- for some in rows | batch(500) -%}
      {%- call statement('onus_record', auto_begin=true) -%}{{ onus.guarded(into ~ some | join(', ')) }}{%- endcall -%}
    {%- endfor -%}
    {#- A hook's own connection is rolled back at its end. -#}
    {%- do adapter.commit() -%}
  {%- endif -%}
{%- endmacro %}
