{#- What the test is attached to. dbt does not say it for tests of sources: there it is the one thing that they read. -#}
{% macro _attached_node(test_node) -%}
  {%- set unique_id = test_node.get('attached_node') -%}
  {%- if not unique_id -%}
    {%- set reads = test_node.get('depends_on', {}).get('nodes', []) -%}
    {%- set unique_id = reads[0] -%}
  {%- endif -%}
  {{ return(graph.sources[unique_id] if unique_id in graph.sources else graph.nodes[unique_id]) }}
{%- endmacro %}
