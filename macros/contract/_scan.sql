{#-
  Ask the warehouse everything at once. Answers come back as text, whatever their type: numbers keep every digit, and
  what no JSON number can be (NaN, infinity) breaks nothing. Empty where there is nothing to scan, or where a table that
  `may_fail` did.
-#}
{% macro _scan(table) -%}
  {%- if not table.there or flags.EMPTY -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set plan = onus._plan(table) -%}
  {%- set answers = {} -%}
  {%- set statements = [] -%}
  {#- PostgreSQL and Redshift stop at about 1,600 columns; only very wide tables need a second statement. -#}
  {%- for measures in plan.together.items() | list | batch(1500) -%}
    {%- set beside = plan.beside.values() | list if loop.first else [] -%}
    {%- set names = measures | map('last') | list -%}
    {%- for one in beside -%}{%- do names.extend(one.answers) -%}{%- endfor -%}
    {%- do statements.append(onus._scan_sql(table.rows_from, measures, beside)) -%}
    {%- set found = onus.tried(statements[-1]) if table.get('may_fail') else run_query(statements[-1]) -%}
    {%- if found is none -%}
      {{ return({}) }}
    {%- endif -%}
    {%- for row in found -%}
      {%- for name in names -%}
        {%- do answers.update({name: row[loop.index0]}) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do plan.update({'rows': answers[plan.measures['count(*)']] | int, 'answers': answers, 'statements': statements}) -%}
  {%- do plan.update({'history': onus._history(table)}) -%}
  {{ return(plan) }}
{%- endmacro %}
