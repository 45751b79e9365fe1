{# Billing writes ACC-1001 where the others write 1001. #}
{% macro account_id_of(reference) -%}
cast(split_part({{ reference }}, '-', 2) as bigint)
{%- endmacro %}
