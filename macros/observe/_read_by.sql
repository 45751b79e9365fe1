{#- What a node's SQL reads, as a dictionary of unique_ids; an ephemeral model is no table, but what it reads is read. -#}
{% macro _read_by(nodes, node) -%}
  {%- set read = {} -%}
  {%- for unique_id in (node.get('depends_on') or {}).get('nodes') or [] -%}
    {%- do read.update({unique_id: true}) -%}
    {%- if nodes.get(unique_id, {}).get('config', {}).get('materialized') == 'ephemeral' -%}
      {%- do read.update(onus._read_by(nodes, nodes[unique_id])) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(read) }}
{%- endmacro %}
