{% macro in_euros(cents, per_euro) -%}
round({{ cents }} / 100.0 / nullif({{ per_euro }}, 0), 2)
{%- endmacro %}
