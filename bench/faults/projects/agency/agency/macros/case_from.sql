{# A case expression that is written down as a dictionary. #}
{% macro case_from(mapping, column, otherwise) -%}
case
    {%- for key, value in mapping.items() %}
    when {{ column }} = '{{ key }}' then '{{ value }}'
    {%- endfor %}
    else '{{ otherwise }}'
end
{%- endmacro %}
