{#-
  What is observed of one column: counts of any, the extent of numbers, the newest time, the lengths of text.
  In a large table, what costs more than a look is left out: counts of different values are estimated, and texts not
  measured. How many different times there are is not worth an estimate.
-#}
{% macro _plan_column(plan, column, is_large) -%}
  {%- set asked = {'filled': onus._measure(plan.measures, 'count(' ~ column.sql ~ ')')} -%}
  {%- set exact = 'count(distinct ' ~ column.sql ~ ')' -%}
  {%- if exact in plan.measures -%}
    {%- do asked.update({'distinct': plan.measures[exact]}) -%}
  {%- elif column.kind in ['number', 'text', 'time', 'boolean'] -%}
    {%- set about = onus.about_distinct(column.sql) -%}
    {%- if is_large is false -%}
      {%- do asked.update({'distinct': onus._measure(plan.measures, exact)}) -%}
    {%- elif about is not none and column.kind != 'time' -%}
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
    {%- elif column.kind == 'text' and is_large is not true -%}
      {%- set length = dbt.length(column.sql) | trim -%}
      {%- do asked.update({
        'shortest': onus._measure(plan.measures, 'min(' ~ length ~ ')'),
        'longest': onus._measure(plan.measures, 'max(' ~ length ~ ')')}) -%}
      {%- if is_large is false and plan.texts | length < 60 and onus.fingerprint(column.sql) is not none -%}
        {%- do plan.texts.update({column.name: column.sql}) -%}
      {%- endif -%}
    {%- endif -%}
  {%- endif -%}
  {{ return(asked) }}
{%- endmacro %}
