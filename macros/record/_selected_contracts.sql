{#- Whether this run has a contract test. -#}
{% macro _selected_contracts() -%}
  {%- for unique_id in selected_resources if unique_id.startswith('test.') -%}
    {%- if onus._is_contract_test(graph.nodes.get(unique_id) or {}) -%}{{ return(true) }}{%- endif -%}
  {%- endfor -%}
  {{ return(false) }}
{%- endmacro %}
