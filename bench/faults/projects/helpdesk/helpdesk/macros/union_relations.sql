{# All columns that any of the relations has, null where one has it not, and which of them a row is from. #}
{% macro union_relations(relations) %}
{%- if not execute %}{{ return('select 1 as id') }}{% endif -%}
{%- set types = {} -%}
{%- set columns = {} -%}
{%- for relation in relations -%}
    {%- set found = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.append(column.name) -%}
        {%- if column.name not in types %}{% do types.update({column.name: column.dtype}) %}{% endif -%}
    {%- endfor -%}
    {%- do columns.update({relation.schema: found}) -%}
{%- endfor -%}
{%- for relation in relations %}
(
    select
        {%- for name, type in types.items() %}
        {% if name in columns[relation.schema] %}cast({{ name }} as {{ type }}){% else %}cast(null as {{ type }}){% endif %} as {{ name }},
        {%- endfor %}
        cast('{{ relation.schema.split('_') | last }}' as varchar) as source_relation
    from {{ relation }}
)
{{ "union all" if not loop.last }}
{%- endfor %}
{% endmacro %}
