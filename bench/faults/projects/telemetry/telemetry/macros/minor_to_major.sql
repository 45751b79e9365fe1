{% macro minor_to_major(column) %}({{ column }} / 100.0){% endmacro %}
