{#- The nodes that an onus.contract test is attached to, by unique_id: asked for each node of a large project. -#}
{% macro contracted_nodes() -%}
  {%- set nodes = {} -%}
  {%- for node in graph.nodes.values() if node.resource_type == 'test' and onus._is_contract_test(node) -%}
    {%- do nodes.update({node.get('attached_node') or node.depends_on.nodes[0]: true}) -%}
  {%- endfor -%}
  {{ return(nodes) }}
{%- endmacro %}
