{#- Whether an SQL expression has a column's name in it. May say yes too often, never too seldom. -#}
{% macro _mentions(expression, name) -%}
  {{ return((name | lower) in (expression | string | lower)) }}
{%- endmacro %}
