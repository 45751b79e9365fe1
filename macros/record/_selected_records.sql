{#- Whether this run has a test that records what it sees: a contract's, or the one that observes. -#}
{% macro _selected_records() -%}
  {%- set nodes = graph.nodes -%}
  {%- for unique_id in selected_resources if unique_id.startswith('test.') -%}
    {%- if unique_id == 'test.onus.onus_observed' or onus._is_contract_test(nodes.get(unique_id) or {}) -%}{{ return(true) }}{%- endif -%}
  {%- endfor -%}
  {{ return(false) }}
{%- endmacro %}
