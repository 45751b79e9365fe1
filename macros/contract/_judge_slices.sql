{#- Whether what was promised of every value of a dimension holds for each. Their names stay where they are. -#}
{% macro _judge_slices(term, scan) -%}
  {%- set answers = scan.answers -%}
  {%- set slices = answers[term.answers.slices] | int -%}
  {%- set observed = {'slices': slices} -%}
  {%- set parts = [] -%}
  {%- if 'found' in term.answers -%}
    {%- set missing = term.must_have | length - answers[term.answers.found] | int -%}
    {%- do observed.update({'missing': missing}) -%}
    {%- if missing -%}
      {%- do parts.append(onus._grouped(missing) ~ ' of ' ~ onus._count(term.must_have | length, 'promised value') ~ ' of ' ~ term.dimension
        ~ (' is missing' if missing == 1 else ' are missing')) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if 'broken' in term.answers -%}
    {%- set broken = answers[term.answers.broken] | int -%}
    {%- do observed.update({
      'broken': broken, 'least': onus._number_or_text(answers[term.answers.least]), 'most': onus._number_or_text(answers[term.answers.most])}) -%}
    {%- if broken -%}
      {%- do parts.append(onus._grouped(broken) ~ ' of ' ~ onus._count(slices, 'value') ~ ' of ' ~ term.dimension
        ~ (' has ' if broken == 1 else ' have ') ~ term.of ~ ' out of bounds, the lowest ' ~ observed.least ~ ', the highest ' ~ observed.most
        ~ (', for example ' ~ answers[term.answers.sample] if 'sample' in term.answers and answers[term.answers.sample] is not none else '')) -%}
    {%- endif -%}
  {%- endif -%}
  {%- do term.update({
    'observed': observed, 'status': 'fail' if parts else 'pass', 'says': parts | join(' and ') ~ '; promised ' ~ term.promise}) -%}
{%- endmacro %}
