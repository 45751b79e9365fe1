{#- Whether no more rows are null than promised. An empty table has no share: unknown. -#}
{% macro _judge_null_share(term, scan) -%}
  {%- if scan.rows == 0 -%}
    {%- do term.update({'status': 'unknown', 'says': 'the table is empty; promised ' ~ term.promise}) -%}
  {%- else -%}
    {%- set nulls = scan.answers[term.answers.share] | int -%}
    {%- set share = (nulls / scan.rows) | round(6) -%}
    {%- set few = term.bounds.min is not none and share < term.bounds.min | float -%}
    {%- set many = term.bounds.max is not none and share > term.bounds.max | float -%}
    {%- do term.update({
      'observed': share, 'status': 'fail' if few or many else 'pass',
      'says': onus._grouped(nulls) ~ ' of ' ~ onus._count(scan.rows, 'row') ~ (' is' if nulls == 1 else ' are') ~ ' null, a share of '
        ~ share ~ '; promised ' ~ term.promise}) -%}
  {%- endif -%}
{%- endmacro %}
