{#-
  Whether one number of the table lies within what was promised of it, in figures and by its own history. Where there is
  no number (an empty table has no mean) or too little history, that is unknown, and says so.
-#}
{% macro _judge_bounds(term, scan) -%}
  {%- set text = scan.answers[term.answers.number] -%}
  {%- set seen = onus._seen(term, scan, text) -%}
  {%- if text is none -%}
    {%- do term.update({
      'status': 'unknown', 'says': ('the table is empty' if scan.rows == 0 else 'no row has a value') ~ '; promised ' ~ term.promise}) -%}
  {%- elif not onus._is_json_number(text | string | trim) -%}
    {%- do term.update({'observed': text, 'status': 'fail', 'says': seen ~ '; promised ' ~ term.promise}) -%}
  {%- else -%}
    {%- set value = onus._as_number(text) -%}
    {%- set value = value | round(6) if term.of == 'null_share' else value -%}
    {%- set low = term.bounds.min is not none and value < term.bounds.min | float -%}
    {%- set high = term.bounds.max is not none and value > term.bounds.max | float -%}
    {%- set past = onus._held_against_history(term, scan, value) -%}
    {%- set said = term.bounds.min is not none or term.bounds.max is not none -%}
    {%- if low or high or not past -%}
      {%- do term.update({
        'observed': past.observed if past else value, 'status': 'fail' if low or high else 'pass',
        'says': seen ~ '; promised ' ~ term.promise}) -%}
    {%- else -%}
      {%- do term.update({
        'observed': past.observed, 'status': 'pass' if past.status == 'unknown' and said else past.status,
        'says': seen ~ (', ' if past.status == 'fail' else '; ') ~ past.says}) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
