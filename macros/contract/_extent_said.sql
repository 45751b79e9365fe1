{#- How far the values of a column reach, for a sentence about those that lie outside: `, the lowest -1, the highest 1500`. -#}
{% macro _extent_said(term, answers) -%}
  {%- set said = [] -%}
  {%- for word in ['lowest', 'highest'] if word in term.answers and answers[term.answers[word]] is not none -%}
    {%- do said.append(', the ' ~ word ~ ' ' ~ answers[term.answers[word]]) -%}
  {%- endfor -%}
  {{ return(said | join) }}
{%- endmacro %}
