{#- Whether a text is a day that there is, or such a day with a time, as ISO 8601 writes them. -#}
{% macro _is_time(text) -%}
  {%- if modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?$', text) is none -%}
    {{ return(false) }}
  {%- endif -%}
  {%- set year, month, day = text[:4] | int, text[5:7] | int, text[8:10] | int -%}
  {%- set leaps = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
  {%- set days = {2: 29 if leaps else 28, 4: 30, 6: 30, 9: 30, 11: 30} -%}
  {{ return(day <= days.get(month, 31)) }}
{%- endmacro %}
