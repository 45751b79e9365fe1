{#-
  A condition that every text meets that a regular expression does not match, and that costs less than the expression;
  none where there is no cheaper one. It may be met by texts that do match: who asks it asks `matches` of what is left.
-#}
{% macro doubts_match(expression, pattern) -%}
  {{ return(adapter.dispatch('doubts_match', 'onus')(expression, pattern)) }}
{%- endmacro %}

{% macro default__doubts_match(expression, pattern) -%}
  {{ return(none) }}
{%- endmacro %}

{#-
  This function is answered once for each value of a block's dictionary, regexp_matches for each row. Where the
  expression matches no character, its answer is as empty as where it does not match.
-#}
{% macro duckdb__doubts_match(expression, pattern) -%}
  {%- set like = onus._like_of(pattern) -%}
  {{ return(onus._unlike(expression, like) if like else 'regexp_extract(' ~ expression ~ ', ' ~ onus.literal(pattern) ~ ") = ''") }}
{%- endmacro %}

{% macro postgres__doubts_match(expression, pattern) -%}
  {%- set like = onus._like_of(pattern) -%}
  {{ return(onus._unlike(expression, like) if like else none) }}
{%- endmacro %}
