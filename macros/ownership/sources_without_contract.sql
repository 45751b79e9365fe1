{#- Source tables without an onus.contract test that another team's models read: that team relies on what nobody promised. -#}
{% macro sources_without_contract() -%}
  {%- set readers = {} -%}
  {%- for node in graph.nodes.values() if node.resource_type in ['model', 'snapshot'] -%}
    {%- for unique_id in node.depends_on.nodes if unique_id.startswith('source.') -%}
      {%- do readers.setdefault(unique_id, []).append(node) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set contracted = onus.contracted_nodes() -%}
  {%- set findings = [] -%}
  {%- for source in onus.nodes_in_scope('sources_without_contract', ['source']) if source.unique_id not in contracted -%}
    {%- set owner = onus.owner_of(source).names -%}
    {%- set others = [] -%}
    {%- for reader in readers.get(source.unique_id, []) -%}
      {%- set team = onus.owner_of(reader).names -%}
      {%- if team and not (team | select('in', owner) | list) -%}{%- do others.append(onus.node_label(reader) ~ ' (' ~ team | join(', ') ~ ')') -%}{%- endif -%}
    {%- endfor -%}
    {%- if others -%}
      {%- do findings.append({
        'node': onus.node_label(source),
        'why': 'read by ' ~ others[:3] | join(', ') ~ (' and ' ~ (others | length - 3) ~ ' more' if others | length > 3 else '')
          ~ ', but ' ~ (owner | join(', ') ~ ' promises nothing' if owner else 'nobody owns it and nobody promises anything'),
        'remedy': 'add data_tests: [onus.contract] to the table, in ' ~ source.original_file_path}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(findings) }}
{%- endmacro %}
