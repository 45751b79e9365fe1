{% macro clean_code(expression) %}upper(trim({{ expression }})){% endmacro %}

{% macro to_euro(cents) %}cast({{ cents }} as decimal(18, 2)) / 100{% endmacro %}

{% macro hours_between(start, finish) %}date_diff('hour', {{ start }}, {{ finish }}){% endmacro %}
