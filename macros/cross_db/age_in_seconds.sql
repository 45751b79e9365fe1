{#- Seconds since a moment. A moment without a time zone is taken as UTC, as dbt's own source freshness takes it. -#}
{% macro age_in_seconds(moment) -%}
  {{ return(adapter.dispatch('age_in_seconds', 'onus')(moment)) }}
{%- endmacro %}

{% macro default__age_in_seconds(moment) -%}
  {{ return(dbt.datediff(moment, dbt.current_timestamp(), 'second')) }}
{%- endmacro %}

{% macro duckdb__age_in_seconds(moment) -%}
  {{ return('(extract(epoch from now()) - extract(epoch from ' ~ moment ~ '))') }}
{%- endmacro %}

{% macro postgres__age_in_seconds(moment) -%}
  {{ return(onus.duckdb__age_in_seconds(moment)) }}
{%- endmacro %}

{% macro redshift__age_in_seconds(moment) -%}
  {{ return('(extract(epoch from getdate()) - extract(epoch from ' ~ moment ~ '))') }}
{%- endmacro %}

{% macro snowflake__age_in_seconds(moment) -%}
  {{ return('(date_part(epoch_second, current_timestamp()) - date_part(epoch_second, ' ~ moment ~ '))') }}
{%- endmacro %}

{% macro bigquery__age_in_seconds(moment) -%}
  {{ return('timestamp_diff(current_timestamp(), timestamp(' ~ moment ~ '), second)') }}
{%- endmacro %}

{% macro spark__age_in_seconds(moment) -%}
  {{ return('(unix_timestamp() - unix_timestamp(' ~ moment ~ '))') }}
{%- endmacro %}
