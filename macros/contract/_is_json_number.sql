{#- Whether a text is a number in JSON. -#}
{% macro _is_json_number(text) -%}
  {{ return(modules.re.match('^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$', text) is not none) }}
{%- endmacro %}
