{#-
  A text as a number that is the same in every version of a warehouse, below 2^28: the sum over all different texts of a
  column tells whether they are the same as yesterday, and no text. None where nobody tried how the warehouse says it.
-#}
{% macro fingerprint(expression) -%}
  {{ return(adapter.dispatch('fingerprint', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__fingerprint(expression) -%}
  {{ return(none) }}
{%- endmacro %}

{% macro duckdb__fingerprint(expression) -%}
  {{ return('cast(md5_number_lower(' ~ expression ~ ') % 268435456 as bigint)') }}
{%- endmacro %}

{% macro postgres__fingerprint(expression) -%}
  {{ return("('x' || substr(md5(" ~ expression ~ "), 1, 7))::bit(28)::int") }}
{%- endmacro %}

{#- It calls itself a kind of PostgreSQL, and has no bit strings. -#}
{% macro redshift__fingerprint(expression) -%}
  {{ return(none) }}
{%- endmacro %}
