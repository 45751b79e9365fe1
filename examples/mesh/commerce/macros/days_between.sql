{# Whole days from one timestamp to another; null while one of them is missing. #}
{% macro days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}
