{#- Every node of the project with who answers for it; several names where meta.owner lists several. -#}
{% macro owners() -%}
  {%- set found = [] -%}
  {%- for node in onus.nodes_in_scope('owners', ['model', 'source', 'seed', 'snapshot']) -%}
    {%- set owner = onus.owner_of(node) -%}
    {%- do found.append({
      'unique_id': node.unique_id, 'node': onus.node_label(node), 'resource_type': node.resource_type | string,
      'team': owner.names | join(', ') if owner.names else none, 'why': owner.why}) -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}
