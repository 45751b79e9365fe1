{#- The terms of the whole table, from dbt's constraints and freshness and from `config.meta.onus.contract` of the node. -#}
{% macro _add_table_terms(table) -%}
  {%- set contract = onus._contract_of(table.node) -%}
  {%- set known = ['columns', 'not_null', 'unique', 'primary_key', 'foreign_key', 'check', 'rows', 'freshness', 'metric', 'slices'] -%}
  {%- for constraint in table.node.get('constraints') or [] -%}
    {%- set columns = [] -%}
    {%- for name in constraint.get('columns') or [] -%}{%- do columns.append(onus._named_column(table, name)) -%}{%- endfor -%}
    {%- do onus._add_constraint(table, constraint, columns, contract) -%}
  {%- endfor -%}
  {%- for name, value in contract.items() -%}
    {%- if name in ['not_null', 'unique', 'primary_key'] -%}
      {%- do onus._add_key_terms(table, name, value, contract) -%}
    {%- elif name == 'check' -%}
      {%- for expression in ([value] if value is string else (value if value is sequence else [none])) -%}
        {%- do onus._add_term(table, name, none, onus._promise(table, name, [], expression), none, contract) -%}
      {%- endfor -%}
    {%- elif name == 'foreign_key' -%}
      {%- do onus._add_foreign_keys(table, value, contract) -%}
    {%- elif name == 'metric' -%}
      {%- for one in (value if value is sequence and value is not string and value is not mapping else [value]) -%}
        {%- set said = (one.get('severity') or '') | string | lower if one is mapping else '' -%}
        {%- do onus._add_term(table, name, none, onus._metric(table, one), said or none, contract) -%}
      {%- endfor -%}
    {%- elif name == 'slices' -%}
      {%- do onus._add_slices(table, value, contract) -%}
    {%- elif name == 'rows' -%}
      {%- do onus._add_term(table, name, none, onus._rows(table, value), none, contract) -%}
    {%- elif name == 'freshness' -%}
      {%- do onus._add_term(table, name, none, onus._freshness(table, value), none, contract) -%}
    {%- elif name not in known + ['severity'] -%}
      {%- do onus._add_term(table, name, none, {
        'error': 'not a term of a table; known are ' ~ known | join(', ') ~ ' and severity'}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if 'freshness' not in contract and onus._dbt_freshness(table.node) -%}
    {%- do onus._add_term(table, 'freshness', none, onus._freshness(table, onus._dbt_freshness(table.node))) -%}
  {%- endif -%}
  {%- do onus._add_contract_error(table, table.node, none) -%}
{%- endmacro %}
