{#- Ask for one number that a pass over the table alone cannot tell; asking twice costs nothing. Gives its name. -#}
{% macro _beside(plan, key, sql) -%}
  {%- if key not in plan.beside -%}
    {%- set name = 'b' ~ plan.beside | length -%}
    {%- do plan.beside.update({key: {'answers': [name], 'sql': sql | replace('onus_answer', name)}}) -%}
  {%- endif -%}
  {{ return(plan.beside[key].answers[0]) }}
{%- endmacro %}
