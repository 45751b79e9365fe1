{#- What is observed of one column: counts of any, the extent of numbers, the newest time, the lengths of text. -#}
{% macro _plan_column(plan, column, distinct_is_dear) -%}
  {%- set asked = {'filled': onus._measure(plan.measures, 'count(' ~ column.sql ~ ')')} -%}
  {%- set exact = 'count(distinct ' ~ column.sql ~ ')' -%}
  {%- if exact in plan.measures -%}
    {%- do asked.update({'distinct': plan.measures[exact]}) -%}
  {%- elif column.kind in ['number', 'text', 'time', 'boolean'] -%}
    {%- set about = onus.about_distinct(column.sql) -%}
    {%- if not distinct_is_dear -%}
      {%- do asked.update({'distinct': onus._measure(plan.measures, exact)}) -%}
    {%- elif about is not none -%}
      {%- do asked.update({'approximate': onus._measure(plan.measures, about)}) -%}
    {%- endif -%}
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
