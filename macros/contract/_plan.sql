{#-
  What the scan has to measure. Every open term and every column is told under which names it will find its answers.
  `together` is what one pass over the table tells. `beside` holds what needs a grouping or another table and rides in the
  same statement: composite keys, foreign keys, slices, and counts of different values where a pass is better without.
  `texts` are the columns of texts that are cheap to read one by one.
-#}
{% macro _plan(table) -%}
  {%- set plan = {'rows_from': table.rows_from, 'measures': {}, 'beside': {}, 'slices': {}, 'columns': {}, 'texts': {}} -%}
  {%- do onus._measure(plan.measures, 'count(*)') -%}
  {%- for term in table.terms if term.status is none -%}
    {%- do term.update({'answers': onus._plan_term(plan, term)}) -%}
  {%- endfor -%}
  {%- for by, slicing in plan.slices.items() -%}
    {%- do plan.beside.update({'slices by ' ~ by: onus._slices_sql(plan.rows_from, by, slicing)}) -%}
  {%- endfor -%}
  {%- do onus._plan_observations(table, plan) -%}
  {%- do plan.update({'together': onus._told_together(plan)}) -%}
  {{ return(plan) }}
{%- endmacro %}
