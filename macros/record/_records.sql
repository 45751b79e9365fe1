{#- Whether this run keeps what it observes. An empty build has observed nothing. -#}
{% macro _records() -%}
  {{ return(onus.setting('record', true) is not false and not flags.EMPTY) }}
{%- endmacro %}
