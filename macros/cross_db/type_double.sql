{#- The type of a number with about fifteen digits; dbt.type_float has seven on some warehouses. -#}
{% macro type_double() -%}
  {{ return(adapter.dispatch('type_double', 'onus')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
  {{ return('double precision') }}
{%- endmacro %}

{% macro duckdb__type_double() -%}
  {{ return('double') }}
{%- endmacro %}

{% macro spark__type_double() -%}
  {{ return('double') }}
{%- endmacro %}

{% macro bigquery__type_double() -%}
  {{ return('float64') }}
{%- endmacro %}

{% macro clickhouse__type_double() -%}
  {{ return('Nullable(Float64)') }}
{%- endmacro %}
