{#-
  What the scan has to measure. Every open term and every column is told under which names it will find its answers;
  `keys` holds the composite keys, which need a grouping of their own.
-#}
{% macro _plan(table) -%}
  {%- set plan = {'measures': {}, 'keys': {}, 'columns': {}} -%}
  {%- do onus._measure(plan.measures, 'count(*)') -%}
  {%- for term in table.terms if term.status is none -%}
    {%- do term.update({'answers': onus._plan_term(plan, term)}) -%}
  {%- endfor -%}
  {%- for name, column in table.columns.items() if column.there -%}
    {%- set asked = {'nulls': onus._measure(plan.measures, 'count(case when ' ~ column.sql ~ ' is null then 1 end)')} -%}
    {%- if 'count(distinct ' ~ column.sql ~ ')' in plan.measures -%}
      {%- do asked.update({'distinct': plan.measures['count(distinct ' ~ column.sql ~ ')']}) -%}
    {%- endif -%}
    {%- if column.kind == 'number' and onus.setting('statistics', true) -%}
      {%- do asked.update({
        'min': onus._measure(plan.measures, 'min(' ~ column.sql ~ ')'),
        'max': onus._measure(plan.measures, 'max(' ~ column.sql ~ ')'),
        'mean': onus._measure(plan.measures, onus.mean(column.sql))}) -%}
    {%- endif -%}
    {%- do plan.columns.update({name: asked}) -%}
  {%- endfor -%}
  {{ return(plan) }}
{%- endmacro %}
