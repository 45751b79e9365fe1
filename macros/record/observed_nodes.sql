{#-
  The nodes that `vars: {onus: {observe: […]}}` selects and that this run has touched or read, without those that a
  contract test of this run has seen already, or whose build failed.
-#}
{% macro observed_nodes(results) -%}
  {%- set selectors = onus.setting('observe', none) or [] -%}
  {%- if not selectors -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set near = {} -%}
  {%- for unique_id in selected_resources -%}
    {%- set node = graph.nodes.get(unique_id) or {} -%}
    {%- do near.update({unique_id: true}) -%}
    {%- for parent in (node.get('depends_on') or {}).get('nodes') or [] -%}{%- do near.update({parent: true}) -%}{%- endfor -%}
  {%- endfor -%}
  {%- for result in results -%}
    {%- set unique_id = result.node.unique_id -%}
    {%- set node = graph.nodes.get(unique_id) or {} -%}
    {%- if result.status | string | lower in ['error', 'skipped', 'runtime error'] -%}
      {%- do near.update({unique_id: false}) -%}
    {%- elif onus._is_contract_test(node) and not node.get('config', {}).get('where') -%}
      {%- do near.update({onus._attached_node(node).unique_id: false}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set nodes = [] -%}
  {%- for unique_id in onus._selected_by([selectors] if selectors is string else selectors) if near.get(unique_id) -%}
    {%- set node = graph.sources.get(unique_id) or graph.nodes[unique_id] -%}
    {%- if node.get('config', {}).get('materialized') != 'ephemeral' -%}{%- do nodes.append(node) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(nodes) }}
{%- endmacro %}
