{#- What the test is attached to. dbt does not say it for tests of sources: there it is the one thing that they read. -#}
{% macro _attached_node(test_node) -%}
  {%- set unique_id = test_node.get('attached_node') -%}
  {%- if not unique_id -%}
    {%- set reads = test_node.get('depends_on', {}).get('nodes', []) -%}
    {%- set unique_id = reads[0] -%}
  {%- endif -%}
  {#- Looked up once: dbt v2 makes the whole dictionary anew whenever it is asked for it. -#}
  {{ return(graph.sources[unique_id] if unique_id.startswith('source.') else graph.nodes[unique_id]) }}
{%- endmacro %}
