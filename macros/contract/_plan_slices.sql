{#- What one promise about every value of a dimension has to have measured; promises with the same dimension share it. -#}
{% macro _plan_slices(plan, term) -%}
  {%- set by = term.by | map(attribute='sql') | join(', ') -%}
  {%- if by not in plan.slices -%}
    {%- do plan.slices.update({by: {
      'name': 's' ~ plan.slices | length, 'columns': term.by | map(attribute='sql') | list, 'inner': {}, 'outer': {}}}) -%}
  {%- endif -%}
  {%- set slicing = plan.slices[by] -%}
  {%- set wanted = {'slices': 'count(*)'} -%}
  {%- if term.sliced is defined -%}
    {%- if term.sliced not in slicing.inner -%}
      {%- do slicing.inner.update({term.sliced: slicing.name ~ 'v' ~ slicing.inner | length}) -%}
    {%- endif -%}
    {%- set value = slicing.inner[term.sliced] -%}
    {%- set sides = [] -%}
    {%- for side, sign in [('min', '<'), ('max', '>')] if term.bounds[side] is not none -%}
      {%- do sides.append(value ~ ' ' ~ sign ~ ' ' ~ term.bounds[side]) -%}
    {%- endfor -%}
    {%- do wanted.update({
      'broken': 'count(case when ' ~ sides | join(' or ') ~ ' then 1 end)',
      'least': 'min(' ~ value ~ ')', 'most': 'max(' ~ value ~ ')'}) -%}
    {%- if onus.setting('samples', false) -%}
      {%- do wanted.update({'sample': 'min(case when ' ~ sides | join(' or ') ~ ' then cast(onus_by0 as ' ~ dbt.type_string() ~ ') end)'}) -%}
    {%- endif -%}
  {%- else -%}
    {%- do slicing.inner.update({'count(*)': slicing.inner.get('count(*)', slicing.name ~ 'v' ~ slicing.inner | length)}) -%}
  {%- endif -%}
  {%- if term.must_have is defined -%}
    {%- do wanted.update({'found': 'count(case when cast(onus_by0 as ' ~ dbt.type_string() ~ ') in (' ~ term.must_have | join(', ') ~ ') then 1 end)'}) -%}
  {%- endif -%}
  {%- set answers = {} -%}
  {%- for answer, sql in wanted.items() -%}
    {%- if sql not in slicing.outer -%}
      {%- do slicing.outer.update({sql: slicing.name ~ 'a' ~ slicing.outer | length}) -%}
    {%- endif -%}
    {%- do answers.update({answer: slicing.outer[sql]}) -%}
  {%- endfor -%}
  {{ return(answers) }}
{%- endmacro %}
