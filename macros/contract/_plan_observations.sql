{#-
  What is observed of every column, promised or not, as far as the project wants it: `vars: {onus: {observations: …}}`
  says all, declared or none, and `config.meta.onus.observe: false` leaves a column or a whole table out. What nobody
  promised must not cost a second pass: where a table is so wide that the statement is full, the rest is left out.
-#}
{% macro _plan_observations(table, plan) -%}
  {%- set scope = onus.setting('observations', 'all') | string | lower -%}
  {%- set wanted = onus.meta_of(table.node).get('observe', true) is not false -%}
  {%- set claimed = {} -%}
  {%- set columns = [] -%}
  {%- for declared in table.node.columns.values() -%}
    {%- set column = table.columns[declared.name] -%}
    {%- do claimed.update({column.actual: true}) -%}
    {%- set quiet = not wanted or scope == 'none' or onus.meta_of(declared).get('observe', true) is false -%}
    {%- if column.there and not quiet -%}{%- do columns.append(column) -%}{%- endif -%}
  {%- endfor -%}
  {%- if wanted and scope == 'all' -%}
    {%- for name in table.actual if name not in claimed -%}
      {%- do columns.append(onus._column(table.actual, name, exact=true)) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- set is_large = onus.is_large(table.relation) if columns else none -%}
  {%- for column in columns -%}
    {#- not as a filter of the loop: dbt v2 asks that before the first round, when nothing is full yet -#}
    {%- if plan.measures | length < 1490 or column.actual in claimed -%}
      {%- do plan.columns.update({column.name: onus._plan_column(plan, column, is_large)}) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
