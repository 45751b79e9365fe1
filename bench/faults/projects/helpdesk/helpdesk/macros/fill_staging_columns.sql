{# The columns that staging promises: as they are where the connector delivered them, null where it did not. #}
{% macro fill_staging_columns(relation, columns) %}
{%- set found = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list -%}
{%- for column in columns %}
        {% if column.name in found %}{{ column.name }}{% else %}cast(null as {{ column.datatype }}){% endif %} as {{ column.alias or column.name }}
        {{- "," if not loop.last }}
{%- endfor %}
{% endmacro %}
