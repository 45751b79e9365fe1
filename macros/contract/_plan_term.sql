{#- What one term has to have measured, by the names of the answers. -#}
{% macro _plan_term(plan, term) -%}
  {%- set answers = {} -%}
  {%- if term.breaks is defined -%}
    {#- A row that raises no doubt breaks nothing; only of the others is the dearer question asked. -#}
    {%- set broken = term.breaks if term.get('doubt') is none else term.doubt ~ ' then case when ' ~ term.breaks -%}
    {%- do answers.update({'breaks': onus._measure(plan.measures,
      'count(case when ' ~ broken ~ ' then 1 end' ~ (' end' if term.get('doubt') is not none else '') ~ ')')}) -%}
    {%- if term.sample is defined and onus.setting('samples', false) -%}
      {%- do answers.update({'sample': onus._measure(plan.measures, 'min(case when ' ~ term.breaks ~ ' then ' ~ term.sample ~ ' end)')}) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if term.filled is defined -%}
    {%- do answers.update({'filled': onus._measure(plan.measures, 'count(' ~ term.filled ~ ')')}) -%}
  {%- endif -%}
  {%- if term.number is defined -%}
    {%- do answers.update({'number': onus._measure(plan.measures, term.number)}) -%}
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
    {%- do answers.update({'repeated': onus._beside(plan, 'repeated ' ~ term['keys'] | join(', '), onus._repeated_sql(plan.rows_from, term['keys']))}) -%}
  {%- endif -%}
  {%- if term.orphans is defined -%}
    {%- do answers.update({'orphans': onus._beside(plan, term.orphans, onus._orphans_sql(plan.rows_from, term.orphans))}) -%}
  {%- endif -%}
  {%- if term.by is defined -%}
    {%- do answers.update(onus._plan_slices(plan, term)) -%}
  {%- endif -%}
  {{ return(answers) }}
{%- endmacro %}
