{#- Terms that say what no row may be, refer to or repeat. -#}
{% macro _judge_breaks(term, scan) -%}
  {%- set answers = scan.answers -%}
  {%- set of_rows = ' of ' ~ onus._count(scan.rows, 'row') ~ ' ' -%}
  {%- set parts = [] -%}
  {%- set observed = {} -%}
  {%- if 'breaks' in term.answers -%}
    {%- set broken = answers[term.answers.breaks] | int -%}
    {%- do observed.update({'nulls' if term.get('keys') else 'broken': broken}) -%}
    {%- if broken -%}{%- do parts.append(onus._grouped(broken) ~ of_rows ~ (term.one if broken == 1 else term.many)) -%}{%- endif -%}
  {%- endif -%}
  {%- if 'orphans' in term.answers or ('filled' in term.answers and not term.get('keys')) -%}
    {%- set broken = answers[term.answers.orphans] | int if 'orphans' in term.answers
      else scan.rows - answers[term.answers.filled] | int -%}
    {%- do observed.update({'broken': broken}) -%}
    {%- if broken -%}{%- do parts.append(onus._grouped(broken) ~ of_rows ~ (term.one if broken == 1 else term.many)) -%}{%- endif -%}
  {%- endif -%}
  {%- if term.get('keys') -%}
    {%- set repeated = answers[term.answers.repeated] | int if 'repeated' in term.answers
      else answers[term.answers.filled] | int - answers[term.answers.distinct] | int -%}
    {%- do observed.update({'repeated': repeated}) -%}
    {%- if repeated -%}
      {%- do parts.append(onus._grouped(repeated) ~ of_rows ~ ('repeats' if repeated == 1 else 'repeat') ~ ' an earlier one') -%}
    {%- endif -%}
  {%- endif -%}
  {%- set sample = answers[term.answers.sample] if 'sample' in term.answers else none -%}
  {%- do term.update({
    'observed': observed if observed | length > 1 else observed.values() | list | first,
    'status': 'fail' if parts else 'pass',
    'says': parts | join(' and ') ~ (', for example ' ~ sample if sample is not none else onus._extent_said(term, answers)) ~ '; promised ' ~ term.promise}) -%}
{%- endmacro %}
