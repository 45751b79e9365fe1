{#- About how many different values a column has: an estimate that costs little more than a count, where there is one. -#}
{% macro about_distinct(expression) -%}
  {{ return(adapter.dispatch('about_distinct', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__about_distinct(expression) -%}
  {{ return('approx_count_distinct(' ~ expression ~ ')') }}
{%- endmacro %}

{#- There is no estimate; counts_distinct_dearly keeps this away from large tables. -#}
{% macro postgres__about_distinct(expression) -%}
  {{ return('count(distinct ' ~ expression ~ ')') }}
{%- endmacro %}

{% macro redshift__about_distinct(expression) -%}
  {{ return('approximate count(distinct ' ~ expression ~ ')') }}
{%- endmacro %}

{% macro clickhouse__about_distinct(expression) -%}
  {{ return('uniq(' ~ expression ~ ')') }}
{%- endmacro %}
