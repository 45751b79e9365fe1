{#- What one term has to have measured, by the names of the answers. -#}
{% macro _plan_term(plan, term) -%}
  {%- set answers = {} -%}
  {%- if term.breaks is defined -%}
    {%- do answers.update({'breaks': onus._measure(plan.measures, 'count(case when ' ~ term.breaks ~ ' then 1 end)')}) -%}
    {%- if term.sample is defined and onus.setting('samples', false) -%}
      {%- do answers.update({'sample': onus._measure(plan.measures, 'min(case when ' ~ term.breaks ~ ' then ' ~ term.sample ~ ' end)')}) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if term.share is defined -%}
    {%- do answers.update({'share': onus._measure(plan.measures, 'count(case when ' ~ term.share ~ ' then 1 end)')}) -%}
  {%- endif -%}
  {%- if term.moment is defined -%}
    {%- do answers.update({
      'moment': onus._measure(plan.measures, term.moment),
      'age': onus._measure(plan.measures, onus.age_in_seconds(term.moment))}) -%}
  {%- endif -%}
  {%- if term.get('keys') and term['keys'] | length == 1 -%}
    {%- do answers.update({
      'filled': onus._measure(plan.measures, 'count(' ~ term['keys'][0] ~ ')'),
      'distinct': onus._measure(plan.measures, 'count(distinct ' ~ term['keys'][0] ~ ')')}) -%}
  {%- elif term.get('keys') -%}
    {%- set columns = term['keys'] | join(', ') -%}
    {%- do plan['keys'].update({columns: plan['keys'].get(columns, 'k' ~ plan['keys'] | length)}) -%}
    {%- do answers.update({'repeated': plan['keys'][columns]}) -%}
  {%- endif -%}
  {{ return(answers) }}
{%- endmacro %}
