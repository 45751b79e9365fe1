{#- Whether a regular expression is found anywhere in a text; the expression anchors itself with ^ and $. -#}
{% macro matches(expression, pattern) -%}
  {{ return(adapter.dispatch('matches', 'onus')(expression, onus.literal(pattern))) }}
{%- endmacro %}

{% macro default__matches(expression, pattern) -%}
  {{ return('regexp_like(' ~ expression ~ ', ' ~ pattern ~ ')') }}
{%- endmacro %}

{% macro duckdb__matches(expression, pattern) -%}
  {{ return('regexp_matches(' ~ expression ~ ', ' ~ pattern ~ ')') }}
{%- endmacro %}

{% macro postgres__matches(expression, pattern) -%}
  {{ return('(' ~ expression ~ ' ~ ' ~ pattern ~ ')') }}
{%- endmacro %}

{#- regexp_like asks for the whole text here. -#}
{% macro snowflake__matches(expression, pattern) -%}
  {{ return('(regexp_instr(' ~ expression ~ ', ' ~ pattern ~ ') > 0)') }}
{%- endmacro %}

{% macro bigquery__matches(expression, pattern) -%}
  {{ return('regexp_contains(' ~ expression ~ ', ' ~ pattern ~ ')') }}
{%- endmacro %}

{% macro spark__matches(expression, pattern) -%}
  {{ return('(' ~ expression ~ ' rlike ' ~ pattern ~ ')') }}
{%- endmacro %}

{% macro clickhouse__matches(expression, pattern) -%}
  {{ return('match(' ~ expression ~ ', ' ~ pattern ~ ')') }}
{%- endmacro %}
