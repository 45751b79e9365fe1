{#-
  The unique_ids that selectors select, in dbt's syntax: methods, `+` before and behind with or without a number, space
  and several items for union, comma for intersection.
-#}
{% macro _selected_by(selectors) -%}
  {%- set nodes = {} -%}
  {%- for node in graph.sources.values() | list + graph.nodes.values() | list if node.resource_type in ['source', 'model', 'seed', 'snapshot'] -%}
    {%- do nodes.update({node.unique_id: node}) -%}
  {%- endfor -%}
  {%- set chosen = {} -%}
  {%- for union in (selectors | join(' ')).split(' ') if union | trim -%}
    {%- set sets = [] -%}
    {%- for part in union.split(',') if part | trim -%}{%- do sets.append(onus._selected_by_one(nodes, part | trim)) -%}{%- endfor -%}
    {%- for unique_id in sets[0] -%}
      {%- set everywhere = [] -%}
      {%- for one in sets if unique_id in one -%}{%- do everywhere.append(true) -%}{%- endfor -%}
      {%- if everywhere | length == sets | length -%}{%- do chosen.update({unique_id: true}) -%}{%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(chosen) }}
{%- endmacro %}
