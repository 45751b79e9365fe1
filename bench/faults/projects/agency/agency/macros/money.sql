{% macro from_micros(column) -%}
({{ column }} / 1e6)::decimal(18, 2)
{%- endmacro %}

{% macro from_cents(column) -%}
({{ column }} / 100.0)::decimal(18, 2)
{%- endmacro %}

{# '1,250.00 EUR' and '350%' as people type them into a sheet #}
{% macro typed_number(column) -%}
try_cast(regexp_replace(replace({{ column }}, ',', ''), '[ %A-Z]', '', 'g') as decimal(18, 2))
{%- endmacro %}
