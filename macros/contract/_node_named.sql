{#-
  The node that a ref or source means, seen from another node: `[customers]`, `[package, customers]`, `[stripe, charges]`.
  Looked up by unique_id where that can be told; the graph is walked only for what another package has, or for the latest
  version of a model.
-#}
{% macro _node_named(node, names, version) -%}
  {%- set packages = [node.package_name, project_name] -%}
  {%- set suffix = '.v' ~ version if version is not none else '' -%}
  {%- if names | length == 2 -%}
    {%- set sources = graph.sources -%}
    {%- for package in packages if 'source.' ~ package ~ '.' ~ names | join('.') in sources -%}
      {{ return(sources['source.' ~ package ~ '.' ~ names | join('.')]) }}
    {%- endfor -%}
  {%- endif -%}
  {%- if names and names | length <= 2 -%}
    {%- set nodes = graph.nodes -%}
    {%- for package in (names[:1] if names | length == 2 else packages) -%}
      {%- for kind in ['model', 'seed', 'snapshot'] if kind ~ '.' ~ package ~ '.' ~ names[-1] ~ suffix in nodes -%}
        {{ return(nodes[kind ~ '.' ~ package ~ '.' ~ names[-1] ~ suffix]) }}
      {%- endfor -%}
    {%- endfor -%}
    {%- for other in nodes.values() if other.name == names[-1] and other.resource_type in ['model', 'seed', 'snapshot'] -%}
      {%- set asked = version if version is not none else other.get('latest_version') -%}
      {%- if (names | length == 1 or other.package_name == names[0]) and other.get('version') | string == asked | string -%}
        {{ return(other) }}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(none) }}
{%- endmacro %}
