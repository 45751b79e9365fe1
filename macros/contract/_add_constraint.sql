{#- A constraint that dbt knows already. `custom` is the warehouse's own affair. -#}
{% macro _add_constraint(table, constraint, columns, contract) -%}
  {%- set name = constraint.type | string | lower -%}
  {%- set column_name = columns[0].name if columns | length == 1 else none -%}
  {%- if name in ['not_null', 'unique', 'primary_key', 'check'] -%}
    {%- set value = constraint.get('expression') if name == 'check' else true -%}
    {%- do onus._add_term(table, name, column_name, onus._promise(table, name, columns, value), none, contract) -%}
  {%- elif name == 'foreign_key' -%}
    {%- do onus._add_term(table, name, column_name, onus._promise(table, name, columns, constraint), none, contract) -%}
  {%- endif -%}
{%- endmacro %}
