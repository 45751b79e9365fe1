{#- The mean of a numeric column, with its fraction. -#}
{% macro mean(expression) -%}
  {{ return(adapter.dispatch('mean', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__mean(expression) -%}
  {{ return('avg(' ~ expression ~ ')') }}
{%- endmacro %}

{#- The mean of integers is an integer here. -#}
{% macro redshift__mean(expression) -%}
  {{ return('avg(cast(' ~ expression ~ ' as double precision))') }}
{%- endmacro %}
