{#-
  What the project says under `vars: onus:`. Read through the one variable `onus`, because a generic test looks
  variables up as the package it is used in, not as the package it comes from.
-#}
{% macro setting(name, default) -%}
  {%- set given = var('onus', none) -%}
  {{ return(given.get(name, default) if given is mapping else default) }}
{%- endmacro %}
