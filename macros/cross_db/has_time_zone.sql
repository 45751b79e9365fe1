{#- Whether values of a type are moments by themselves; the others are read in a time zone that somebody has to know. -#}
{% macro has_time_zone(type) -%}
  {{ return(adapter.dispatch('has_time_zone', 'onus')(type | string | lower)) }}
{%- endmacro %}

{% macro default__has_time_zone(type) -%}
  {{ return(('tz' in type and 'ntz' not in type) or ('time zone' in type and 'without' not in type)) }}
{%- endmacro %}

{% macro snowflake__has_time_zone(type) -%}
  {{ return('_tz' in type or '_ltz' in type or 'with time zone' in type) }}
{%- endmacro %}

{% macro bigquery__has_time_zone(type) -%}
  {{ return(type == 'timestamp') }}
{%- endmacro %}

{% macro spark__has_time_zone(type) -%}
  {{ return(type in ['timestamp', 'timestamp_ltz']) }}
{%- endmacro %}
