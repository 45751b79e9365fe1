{#- What is observed of one column: counts of any, the extent of numbers, the newest time, the lengths of text. -#}
{% macro _plan_column(plan, column, distinct_is_dear) -%}
  {%- set asked = {'filled': onus._measure(plan.measures, 'count(' ~ column.sql ~ ')')} -%}
  {%- set exact = 'count(distinct ' ~ column.sql ~ ')' -%}
  {%- if exact in plan.measures -%}
    {%- do asked.update({'distinct': plan.measures[exact]}) -%}
  {%- elif column.kind in ['number', 'text', 'time', 'boolean'] and not distinct_is_dear -%}
    {%- set about = onus.about_distinct(column.sql) -%}
    {%- do asked.update({'distinct' if about == exact else 'approximate': onus._measure(plan.measures, about)}) -%}
  {%- endif -%}
  {%- if onus.setting('statistics', true) -%}
    {%- if column.kind == 'number' -%}
      {%- do asked.update({
        'min': onus._measure(plan.measures, 'min(' ~ column.sql ~ ')'),
        'max': onus._measure(plan.measures, 'max(' ~ column.sql ~ ')'),
        'mean': onus._measure(plan.measures, onus.mean(column.sql))}) -%}
    {%- elif column.kind == 'time' -%}
      {%- do asked.update({'newest': onus._measure(plan.measures, 'max(' ~ column.sql ~ ')')}) -%}
    {%- elif column.kind == 'text' -%}
      {%- set length = dbt.length(column.sql) | trim -%}
      {%- do asked.update({
        'shortest': onus._measure(plan.measures, 'min(' ~ length ~ ')'),
        'longest': onus._measure(plan.measures, 'max(' ~ length ~ ')')}) -%}
    {%- endif -%}
  {%- endif -%}
  {{ return(asked) }}
{%- endmacro %}
