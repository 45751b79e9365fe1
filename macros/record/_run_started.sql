{#- When this run started, UTC, as text: two runs may start within one second. -#}
{% macro _run_started() -%}
  {{ return(run_started_at | string | replace('+00:00', '')) }}
{%- endmacro %}
