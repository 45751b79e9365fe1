{#- Which node reads which, with who answers for both. -#}
{% macro edges() -%}
  {%- set nodes = {} -%}
  {%- for node in graph.sources.values() | list + graph.nodes.values() | list + graph.exposures.values() | list
      if node.resource_type in ['source', 'model', 'seed', 'snapshot', 'exposure'] -%}
    {%- set owner = onus.owner_of(node) -%}
    {%- do nodes.update({node.unique_id: {'node': node, 'team': owner.names | join(', ') if owner.names else none}}) -%}
  {%- endfor -%}
  {%- set edges = [] -%}
  {%- for child in nodes.values() -%}
    {%- for parent in ((child.node.get('depends_on') or {}).get('nodes') or []) | unique if parent in nodes and child.node.package_name != 'onus' -%}
      {%- do edges.append({
        'parent_id': parent, 'parent': onus.node_label(nodes[parent].node), 'parent_team': nodes[parent].team,
        'child_id': child.node.unique_id, 'child': onus.node_label(child.node), 'child_team': child.team}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(edges) }}
{%- endmacro %}
