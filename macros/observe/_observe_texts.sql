{#-
  What texts a small table holds, as numbers that tell a change and no text: `words` of a column of few different texts,
  `forms` of one of some thousands (`BR-042` and `BR-7` are of one form). Beside the scan, which asks for what one pass
  tells, in a statement of its own, a row per column; where PostgreSQL cannot run it, these numbers are all that is missing.
-#}
{% macro _observe_texts(table) -%}
  {%- set text = table.scan.texts -%}
  {%- if not text -%}{{ return(none) }}{%- endif -%}
  {%- set statement -%}
    {%- for name, sql in text.items() %}
select
  {{ loop.index0 }} as onus_column,
  cast(case when count(*) <= 50 then sum({{ onus.fingerprint('onus_text') }}) end as {{ dbt.type_string() }}) as onus_words,
  cast(case when count(*) <= 5000 then sum(distinct {{ onus.fingerprint(onus.form_of('onus_text')) }}) end as {{ dbt.type_string() }}) as onus_forms
from (select distinct {{ sql }} as onus_text from {{ table.rows_from }} where {{ sql }} is not null limit 5001) as onus_texts
{{ 'union all' if not loop.last }}
    {%- endfor %}
  {%- endset -%}
  {%- do table.scan.statements.append(statement) -%}
  {%- set found = onus.tried(statement) -%}
  {%- for row in found or [] -%}
    {%- set name = (text.keys() | list)[row[0] | int] -%}
    {%- for word, answer in [('words', row[1]), ('forms', row[2])] if answer is not none -%}
      {%- do table.scan.answers.update({word ~ ' of ' ~ name: answer}) -%}
      {%- do table.scan.columns[name].update({word: word ~ ' of ' ~ name}) -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro %}
