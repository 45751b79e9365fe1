{#- Whether a node is what a selector's method and value mean; `*` stands for anything. -#}
{% macro _is_selected(node, method, value) -%}
  {%- set of_source = node.resource_type == 'source' -%}
  {%- if method == 'tag' -%}
    {%- set texts = node.get('tags') or [] -%}
  {%- elif method == 'source' -%}
    {%- set texts = [node.source_name, node.source_name ~ '.' ~ node.name, node.package_name ~ '.' ~ node.source_name ~ '.' ~ node.name] if of_source else [] -%}
  {%- elif method == 'path' -%}
    {%- set file = node.original_file_path | replace('\\', '/') -%}
    {%- set folder = value | trim('/') -%}
    {{ return(file == folder or file.startswith(folder ~ '/') or onus._is_like(file, value)) }}
  {%- elif method == 'group' -%}
    {%- set texts = [node.get('group') or node.get('config', {}).get('group') or ''] -%}
  {%- elif method == 'package' -%}
    {%- set texts = [node.package_name] + (['this'] if node.package_name == project_name else []) -%}
  {%- elif method == 'resource_type' -%}
    {%- set texts = [node.resource_type, 'all'] -%}
  {%- elif method == 'team' -%}
    {%- set texts = onus.owner_of(node).names -%}
  {%- elif method == 'config.materialized' -%}
    {%- set texts = [node.get('config', {}).get('materialized') or ''] -%}
  {%- elif of_source -%}
    {{ return(false) }}
  {%- else -%}
    {#- A name, or the beginning of a path of folders. -#}
    {%- set path = node.fqn | join('.') -%}
    {%- set inside = (node.fqn[1:]) | join('.') -%}
    {%- set texts = [node.name, path, inside] -%}
    {%- if path.startswith(value ~ '.') or inside.startswith(value ~ '.') -%}{{ return(true) }}{%- endif -%}
  {%- endif -%}
  {%- for text in texts if onus._is_like(text, value) -%}{{ return(true) }}{%- endfor -%}
  {{ return(false) }}
{%- endmacro %}
