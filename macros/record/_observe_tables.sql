{#- The tables to look at after a run, each as a verdict without terms, in JSON. -#}
{% macro _observe_tables(results) -%}
  {%- set verdicts = [] -%}
  {%- for node in onus.observed_nodes(results) -%}
    {%- set relation = onus._relation(node) -%}
    {%- if relation is not none and onus.is_readable(relation) -%}
      {%- set table = {
        'node': node, 'relation': relation, 'label': onus.node_label(node), 'there': true, 'terms': [], 'columns': {},
        'actual': onus.columns_of(relation), 'where': none, 'rows_from': relation | string} -%}
      {%- for declared in node.columns.values() -%}
        {%- do table.columns.update({declared.name: onus._column(table.actual, declared.name, exact=declared.get('quote') is true)}) -%}
      {%- endfor -%}
      {%- do table.update({'scan': onus._scan(table)}) -%}
      {%- do verdicts.append(onus._verdict_json(table)) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(verdicts) }}
{%- endmacro %}
