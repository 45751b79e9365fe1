{% macro in_window(column, days=14) %}{{ column }} >= current_date - interval {{ days }} day{% endmacro %}
