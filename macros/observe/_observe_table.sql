{#- One table that promises nothing, scanned; its `scan` is empty where the scan failed. -#}
{% macro _observe_table(node, relation) -%}
  {%- set table = {
    'node': node, 'relation': relation, 'label': onus.node_label(node), 'there': true, 'terms': [], 'columns': {},
    'actual': onus.columns_of(relation), 'where': none, 'rows_from': relation | string, 'may_fail': true} -%}
  {%- for declared in node.columns.values() -%}
    {%- do table.columns.update({declared.name: onus._column(table.actual, declared.name, exact=declared.get('quote') is true)}) -%}
  {%- endfor -%}
  {%- do table.update({'scan': onus._scan(table)}) -%}
  {%- if table.scan -%}{%- do onus._observe_texts(table) -%}{%- endif -%}
  {{ return(table) }}
{%- endmacro %}
