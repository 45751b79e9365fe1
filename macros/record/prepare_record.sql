{#-
  on-run-start, with dbt v2 alone: makes the table of observations before tests that run side by side would each make it.
  Renders nothing: it is a hook.
-#}
{% macro prepare_record() -%}
  {%- if execute and not dbt_version.startswith('1.') and flags.WHICH in ['build', 'test', 'retry'] -%}
    {%- if onus._records() and onus._selected_records() -%}{%- do onus._ready_record() -%}{%- endif -%}
  {%- endif -%}
{%- endmacro %}
