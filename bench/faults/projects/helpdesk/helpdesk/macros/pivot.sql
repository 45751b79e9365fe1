{# One column per value, each a sum over the rows that have it. #}
{% macro pivot(column, values, then_value, prefix='') -%}
{%- for value in values %}
    sum(case when {{ column }} = '{{ value }}' then {{ then_value }} else 0 end) as {{ prefix }}{{ value }}
    {{- "," if not loop.last }}
{%- endfor %}
{%- endmacro %}
