{#- A string as an SQL literal. dbt.string_literal escapes nothing, and what a contract says may hold anything. -#}
{% macro literal(text) -%}
  {{ return(adapter.dispatch('literal', 'onus')(text | string)) }}
{%- endmacro %}

{% macro default__literal(text) -%}
  {{ return("'" ~ text | replace("'", "''") ~ "'") }}
{%- endmacro %}

{#- A backslash escapes in these, and so it has to be escaped. -#}
{% macro snowflake__literal(text) -%}
  {{ return("'" ~ text | replace('\\', '\\\\') | replace("'", "''") ~ "'") }}
{%- endmacro %}

{% macro redshift__literal(text) -%}
  {{ return(onus.snowflake__literal(text)) }}
{%- endmacro %}

{#- Here two quotes are two literals, and a literal ends at the end of its line. -#}
{% macro bigquery__literal(text) -%}
  {%- set escaped = text | replace('\\', '\\\\') | replace("'", "\\'") -%}
  {{ return("'" ~ escaped | replace('\n', '\\n') | replace('\r', '\\r') ~ "'") }}
{%- endmacro %}

{% macro spark__literal(text) -%}
  {{ return(onus.bigquery__literal(text)) }}
{%- endmacro %}

{% macro clickhouse__literal(text) -%}
  {{ return(onus.bigquery__literal(text)) }}
{%- endmacro %}
