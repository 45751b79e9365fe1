{#- Whether a node is an `onus.contract` test. -#}
{% macro _is_contract_test(node) -%}
  {%- set test = node.get('test_metadata') or {} -%}
  {{ return(test.get('name') == 'contract' and test.get('namespace') == 'onus') }}
{%- endmacro %}
