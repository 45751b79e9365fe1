{#- The terms of single columns, from dbt's constraints and from `config.meta.onus.contract` of the column. -#}
{% macro _add_column_terms(table) -%}
  {%- set known = ['not_null', 'unique', 'primary_key', 'foreign_key', 'accepted_values', 'range', 'pattern', 'length',
    'null_share', 'distinct_count', 'mean', 'sum', 'check'] -%}
  {%- for declared in table.node.columns.values() -%}
    {%- set column = table.columns[declared.name] -%}
    {%- set contract = onus._contract_of(declared) -%}
    {%- for constraint in declared.get('constraints') or [] -%}
      {%- do onus._add_constraint(table, constraint, [column], contract) -%}
    {%- endfor -%}
    {%- for name, value in contract.items() -%}
      {%- if name in known -%}
        {%- do onus._add_term(table, name, column.name, onus._promise(table, name, [column], value), none, contract) -%}
      {%- elif name == 'percentile' -%}
        {%- for one in (value if value is sequence and value is not string and value is not mapping else [value]) -%}
          {%- do onus._add_term(table, name, column.name, onus._promise(table, name, [column], one), none, contract) -%}
        {%- endfor -%}
      {%- elif name == 'slices' -%}
        {%- do onus._add_slices(table, value, contract, column) -%}
      {%- elif name != 'severity' -%}
        {%- do onus._add_term(table, name, column.name, {
          'error': 'not a term of a column; known are ' ~ known | join(', ') ~ ', percentile, slices and severity'}) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do onus._add_contract_error(table, declared, column.name) -%}
  {%- endfor -%}
{%- endmacro %}
