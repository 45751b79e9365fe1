{#- Whether a text is a date, or a date with a time, as ISO 8601 writes them. -#}
{% macro _is_time(text) -%}
  {{ return(modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?$', text) is not none) }}
{%- endmacro %}
