{#- The value below which a share of a column's numbers lies, interpolated between two of them. -#}
{% macro percentile(expression, share) -%}
  {{ return(adapter.dispatch('percentile', 'onus')(expression, share)) }}
{%- endmacro %}

{% macro default__percentile(expression, share) -%}
  {{ return('percentile_cont(' ~ share ~ ') within group (order by ' ~ expression ~ ')') }}
{%- endmacro %}

{#- The rows of a column are sorted exactly here only as a window; the estimate has a thousand steps. -#}
{% macro bigquery__percentile(expression, share) -%}
  {{ return('approx_quantiles(' ~ expression ~ ', 1000)[offset(' ~ (share * 1000) | round | int ~ ')]') }}
{%- endmacro %}

{#- Decimals with their digits would be interpolated without them. -#}
{% macro duckdb__percentile(expression, share) -%}
  {{ return('quantile_cont(cast(' ~ expression ~ ' as double), ' ~ share ~ ')') }}
{%- endmacro %}

{% macro spark__percentile(expression, share) -%}
  {{ return('percentile(' ~ expression ~ ', ' ~ share ~ ')') }}
{%- endmacro %}

{% macro clickhouse__percentile(expression, share) -%}
  {{ return('quantileExactInclusive(' ~ share ~ ')(' ~ expression ~ ')') }}
{%- endmacro %}
