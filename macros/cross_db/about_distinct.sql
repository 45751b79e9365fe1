{#- About how many different values a column has: an estimate that costs little more than a count; none where there is none. -#}
{% macro about_distinct(expression) -%}
  {{ return(adapter.dispatch('about_distinct', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__about_distinct(expression) -%}
  {{ return('approx_count_distinct(' ~ expression ~ ')') }}
{%- endmacro %}

{% macro postgres__about_distinct(expression) -%}
  {{ return(none) }}
{%- endmacro %}

{% macro redshift__about_distinct(expression) -%}
  {{ return('approximate count(distinct ' ~ expression ~ ')') }}
{%- endmacro %}

{% macro clickhouse__about_distinct(expression) -%}
  {{ return('uniq(' ~ expression ~ ')') }}
{%- endmacro %}
