{#- An answer of the scan as a number where it is one, and as it came where it is none: NaN, infinity, null. -#}
{% macro _number_or_text(text) -%}
  {{ return(onus._as_number(text) if text is not none and onus._is_json_number(text | string | trim) else text) }}
{%- endmacro %}
