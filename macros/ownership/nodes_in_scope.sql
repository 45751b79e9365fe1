{#- The nodes that an ownership test looks at. Other packages' nodes are their authors' affair, so they must be asked for. -#}
{% macro nodes_in_scope(question, resource_types) -%}
  {%- set types = onus.ownership_setting(question, 'resource_types', resource_types) -%}
  {%- set packages = onus.ownership_setting(question, 'packages', []) or [project_name] -%}
  {%- set paths = onus.ownership_setting(question, 'paths', []) -%}
  {%- set exclude = onus.ownership_setting(question, 'exclude', []) -%}
  {%- set nodes = [] -%}
  {%- for node in graph.sources.values() | list + graph.nodes.values() | list
      if node.resource_type in types and node.package_name in packages -%}
    {%- set file = node.original_file_path | replace('\\', '/') -%}
    {%- set within = [] if paths else ['anywhere'] -%}
    {%- for path in paths if file.startswith(path) -%}{%- do within.append(path) -%}{%- endfor -%}
    {%- set left_out = node.name in exclude or onus.node_label(node) in exclude or node.get('source_name') in exclude -%}
    {%- if within and not left_out -%}{%- do nodes.append(node) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(nodes) }}
{%- endmacro %}
