{#- What was seen of a number, in words. -#}
{% macro _seen(term, scan, text) -%}
  {%- if term.of == 'rows' -%}
    {{ return('the table has ' ~ onus._count(scan.rows, 'row')) }}
  {%- elif term.of == 'null_share' and text is not none -%}
    {%- set nulls = scan.rows - scan.answers[term.answers.filled] | int -%}
    {{ return(onus._grouped(nulls) ~ ' of ' ~ onus._count(scan.rows, 'row') ~ (' is' if nulls == 1 else ' are')
      ~ ' null, a share of ' ~ onus._as_number(text) | round(6)) }}
  {%- elif term.of == 'distinct_count' and text is not none -%}
    {{ return('there are ' ~ onus._count(text | int, 'different value')) }}
  {%- endif -%}
  {{ return(term.of ~ ' is ' ~ text) }}
{%- endmacro %}
