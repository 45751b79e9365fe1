{#- What is reached from nodes, upwards or downwards, in so many steps; no number means any. -#}
{% macro _reached(nodes, start, upwards, steps) -%}
  {%- set edges = {} -%}
  {%- for unique_id, node in nodes.items() -%}
    {%- for parent in (node.get('depends_on') or {}).get('nodes') or [] if parent in nodes -%}
      {%- set tail = unique_id if upwards else parent -%}
      {%- if tail not in edges -%}{%- do edges.update({tail: []}) -%}{%- endif -%}
      {%- do edges[tail].append(parent if upwards else unique_id) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set reached = {} -%}
  {%- set walk = {'edge': start.keys() | list} -%}
  {%- for _ in range(steps | int if steps else nodes | length) if walk.edge -%}
    {%- set next = [] -%}
    {%- for unique_id in walk.edge -%}
      {%- for other in edges.get(unique_id, []) if other not in reached -%}
        {%- do reached.update({other: true}) -%}
        {%- do next.append(other) -%}
      {%- endfor -%}
    {%- endfor -%}
    {%- do walk.update({'edge': next}) -%}
  {%- endfor -%}
  {{ return(reached) }}
{%- endmacro %}
