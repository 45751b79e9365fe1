{#-
  The table that a foreign key refers to: `ref('…')`, `source('…', '…')`, `customers`, `stripe.charges`, or the name that
  the warehouse knows it by, which is what dbt 1.x makes of a ref. Gives `label` and `relation`, none where the table is
  missing; or `error`.
-#}
{% macro _referenced(table, to) -%}
  {%- for unique_id in table.node.get('depends_on', {}).get('nodes', []) if '.' in to and '(' not in to -%}
    {%- set parent = graph.nodes.get(unique_id) or {} -%}
    {%- if parent.get('relation_name') == to -%}
      {{ return({'label': onus.node_label(parent), 'relation': onus._relation(parent)}) }}
    {%- endif -%}
  {%- endfor -%}
  {%- set call = modules.re.match('^(ref|source)\\s*\\((.*)\\)$', to) -%}
  {%- set names = onus._names_within(call.group(2) if call else to) -%}
  {%- set version = modules.re.match('^.*\\b(?:v|version)\\s*=\\s*[\'"]?([^\'",\\s]+)', call.group(2)) if call else none -%}
  {%- set node = onus._node_named(table.node, names, version.group(1) if version else none) -%}
  {%- if node is not none -%}
    {{ return({'label': onus.node_label(node), 'relation': onus._relation(node)}) }}
  {%- elif call -%}
    {{ return({'error': 'refers to ' ~ to ~ ', and there is no such node'}) }}
  {%- elif names | length > 3 or not names -%}
    {{ return({'error': 'refers to ' ~ to ~ ', which is no name of a table'}) }}
  {%- endif -%}
  {%- set parts = [table.node.database, table.node.schema][:3 - names | length] + names -%}
  {{ return({'label': names[-1], 'relation': onus._relation({'database': parts[0], 'schema': parts[1], 'name': parts[2]})}) }}
{%- endmacro %}
