{% macro safe_divide(numerator, denominator, digits=4) -%}
round({{ numerator }} / nullif({{ denominator }}, 0)::double, {{ digits }})
{%- endmacro %}
