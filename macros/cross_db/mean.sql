{#- The mean of a numeric column, with its fraction. -#}
{% macro mean(expression) -%}
  {{ return(adapter.dispatch('mean', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__mean(expression) -%}
  {{ return('avg(' ~ expression ~ ')') }}
{%- endmacro %}

{#- avg squares floats on its way, and stops with an error where the square is too large. -#}
{% macro postgres__mean(expression) -%}
  {{ return('sum(' ~ expression ~ ') / nullif(count(' ~ expression ~ '), 0)::double precision') }}
{%- endmacro %}

{#- The mean of integers is an integer here. -#}
{% macro redshift__mean(expression) -%}
  {{ return('avg(cast(' ~ expression ~ ' as double precision))') }}
{%- endmacro %}
