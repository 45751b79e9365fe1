{#- Every term of a node's contract with its status. `rows_from` is what the test reads: the table, or its where. -#}
{% macro _verdict(node, rows_from, test_node) -%}
  {%- set relation = onus._relation(node) -%}
  {%- set actual = onus.columns_of(relation) if relation is not none else {} -%}
  {%- set table = {
    'node': node, 'relation': relation, 'label': onus.node_label(node), 'there': relation is not none, 'actual': actual, 'columns': {},
    'terms': [], 'said': {}, 'severity': test_node.config.severity | string | lower,
    'where': test_node.config.get('where'), 'rows_from': rows_from} -%}
  {%- do onus._add_columns(table) -%}
  {%- if not table.there -%}
    {%- do onus._add_missing_relation(table) -%}
  {%- endif -%}
  {%- do onus._add_types(table) -%}
  {%- do onus._add_column_terms(table) -%}
  {%- do onus._add_table_terms(table) -%}
  {%- if not table.terms -%}
    {%- do onus._add_term(table, 'contract', none, {
      'status': 'unknown', 'says': 'it promises nothing; declare columns, constraints or config.meta.onus.contract'}) -%}
  {%- endif -%}
  {%- set scan = onus._scan(table) -%}
  {%- for term in table.terms -%}
    {%- do onus._judge(table, term, scan) -%}
  {%- endfor -%}
  {%- do table.update({'scan': scan}) -%}
  {{ return(table) }}
{%- endmacro %}
