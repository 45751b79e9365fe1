{#- The unique_ids of all nodes that an onus.contract test is attached to, as keys: `in` must not walk ten thousand of them. -#}
{% macro contracted_nodes() -%}
  {%- set unique_ids = {} -%}
  {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.get('test_metadata') -%}
    {%- if node.test_metadata.name == 'contract' and node.test_metadata.get('namespace') == 'onus' -%}
      {%- do unique_ids.update({node.get('attached_node') or node.depends_on.nodes[0]: true}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(unique_ids) }}
{%- endmacro %}
