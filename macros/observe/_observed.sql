{#-
  The nodes that `vars: {onus: {observe: […]}}` selects of what this run touches or reads, without those that a contract
  test of it sees anyway. Where tests of this package are all there is to run, nothing is read: then it is all of them.
-#}
{% macro _observed() -%}
  {%- set selectors = onus.setting('observe', none) or [] -%}
  {%- if not selectors -%}
    {{ return([]) }}
  {%- endif -%}
  {#- Asked for once: dbt v2 makes the whole dictionary anew whenever it is. -#}
  {%- set nodes, sources = graph.nodes, graph.sources -%}
  {%- set near, seen, others = {}, {}, [] -%}
  {%- for unique_id in selected_resources -%}
    {%- set node = nodes.get(unique_id) or {} -%}
    {%- do near.update({unique_id: true}) -%}
    {%- do near.update(onus._read_by(nodes, node)) -%}
    {%- if not unique_id.startswith('test.onus.') -%}{%- do others.append(unique_id) -%}{%- endif -%}
    {%- if onus._is_contract_test(node) and not node.get('config', {}).get('where') -%}
      {%- do seen.update({onus._attached_node(node).unique_id: true}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set observed = [] -%}
  {%- for unique_id in onus._selected_by([selectors] if selectors is string else selectors) -%}
    {%- if (unique_id in near or not others) and unique_id not in seen -%}
      {%- set node = sources.get(unique_id) or nodes[unique_id] -%}
      {%- set quiet = onus.meta_of(node).get('observe', true) is false -%}
      {%- if not quiet and node.get('config', {}).get('materialized') != 'ephemeral' -%}{%- do observed.append(node) -%}{%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(observed) }}
{%- endmacro %}
