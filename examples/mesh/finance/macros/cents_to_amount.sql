{# Producers send money as integer minor units; everything we publish is a decimal amount. #}
{% macro cents_to_amount(column) -%}
    cast({{ column }} / 100.0 as decimal(12, 2))
{%- endmacro %}
