{#- Whether the table has as many rows as promised. -#}
{% macro _judge_rows(term, scan) -%}
  {%- set few = term.bounds.min is not none and scan.rows < term.bounds.min | float -%}
  {%- set many = term.bounds.max is not none and scan.rows > term.bounds.max | float -%}
  {%- do term.update({
    'observed': scan.rows, 'status': 'fail' if few or many else 'pass',
    'says': 'the table has ' ~ onus._count(scan.rows, 'row') ~ '; promised ' ~ term.promise}) -%}
{%- endmacro %}
