{#- Give a term its status, what was observed, and a sentence that a producer understands alone. -#}
{% macro _judge(table, term, scan) -%}
  {%- if term.status is none and not scan -%}
    {%- do term.update({'status': 'unknown'}) -%}
  {%- elif term.status is none -%}
    {%- if term.by is defined -%}
      {%- do onus._judge_slices(term, scan) -%}
    {%- elif term.moment is defined -%}
      {%- do onus._judge_freshness(term, scan) -%}
    {%- elif term.bounds is defined -%}
      {%- do onus._judge_bounds(term, scan) -%}
    {%- else -%}
      {%- do onus._judge_breaks(term, scan) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if term.status == 'fail' and term.severity == 'warn' -%}
    {%- do term.update({'status': 'warn'}) -%}
  {%- endif -%}
  {%- if term.says is not none and term.status != 'pass' -%}
    {%- set place = table.label ~ ('.' ~ term.column if term.column is not none else '') -%}
    {%- do term.update({'message': (place ~ ': ' ~ term.says) | replace('\r', ' ') | replace('\n', ' ')}) -%}
  {%- endif -%}
{%- endmacro %}
