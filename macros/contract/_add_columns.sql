{#- Term columns: every declared column is there; with `columns: exact`, no other is. -#}
{% macro _add_columns(table) -%}
  {%- set claimed = [] -%}
  {%- for declared in table.node.columns.values() -%}
    {%- set column = onus._column(table.actual, declared.name, exact=declared.get('quote') is true) -%}
    {%- do column.update({'quiet': onus.meta_of(declared).get('observe', true) is false or onus.meta_of(table.node).get('observe', true) is false}) -%}
    {%- do table.columns.update({declared.name: column}) -%}
    {%- do claimed.append(column.actual) -%}
    {%- set promise = {'expected': 'present', 'observed': 'present', 'status': 'pass'} -%}
    {%- if not table.there -%}
      {%- do promise.update({'observed': none, 'status': 'unknown'}) -%}
    {%- elif not column.there -%}
      {%- do promise.update({'observed': 'missing', 'status': 'fail', 'says': 'the column is missing; promised to be there'}) -%}
    {%- endif -%}
    {%- do onus._add_term(table, 'columns', declared.name, promise, none, onus._contract_of(declared)) -%}
  {%- endfor -%}
  {%- set asked = onus._contract_of(table.node).get('columns') -%}
  {%- if asked == 'exact' -%}
    {%- for name in table.actual if name not in claimed -%}
      {%- do onus._add_term(table, 'columns', name, {
        'expected': 'absent', 'observed': 'present', 'status': 'fail',
        'says': 'the column is not declared; promised columns: exact'}) -%}
    {%- endfor -%}
  {%- elif asked is not none -%}
    {%- do onus._add_term(table, 'columns', none, {'error': 'columns is ' ~ asked ~ '; it can only be exact'}) -%}
  {%- endif -%}
{%- endmacro %}
