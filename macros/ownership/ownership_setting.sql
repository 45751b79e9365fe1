{#- What the project says of one ownership test under `vars: onus: ownership:`; the default where it says nothing. -#}
{% macro ownership_setting(question, name, default) -%}
  {%- set asked = onus.setting('ownership', {}).get(question) or {} -%}
  {{ return(asked.get(name, default)) }}
{%- endmacro %}
