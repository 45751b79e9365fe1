{% macro cents_to_units(column) -%}
({{ column }} / 100.0)::decimal(16, 2)
{%- endmacro %}
