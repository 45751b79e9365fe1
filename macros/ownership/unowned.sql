{#- Nodes that nobody answers for. -#}
{% macro unowned() -%}
  {%- set findings = [] -%}
  {%- for node in onus.nodes_in_scope('unowned', ['model', 'source', 'seed', 'snapshot']) if not onus.owner_of(node).names -%}
    {%- set way = 'config.meta.onus.team' if node.resource_type == 'source' else 'a group or config.meta.onus.team' -%}
    {%- do findings.append({
      'node': onus.node_label(node), 'why': 'no team answers for this ' ~ node.resource_type,
      'remedy': 'give it ' ~ way ~ ', in ' ~ (node.get('patch_path') or node.original_file_path).split('://')[-1]}) -%}
  {%- endfor -%}
  {{ return(findings) }}
{%- endmacro %}
