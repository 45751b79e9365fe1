{#- Public models, which anybody may build on, that promise nothing: no enforced dbt contract, no onus.contract test. -#}
{% macro public_without_contract() -%}
  {%- set contracted = onus.contracted_nodes() -%}
  {%- set findings = [] -%}
  {%- for node in onus.nodes_in_scope('public_without_contract', ['model']) -%}
    {%- set access = node.get('access') or node.config.get('access') -%}
    {%- set enforced = (node.get('contract') or node.config.get('contract') or {}).get('enforced') -%}
    {%- if access | string | lower == 'public' and not enforced and node.unique_id not in contracted -%}
      {%- set inert = onus.meta_of(node).get('contract') -%}
      {%- do findings.append({
        'node': onus.node_label(node),
        'why': 'it is public, and its contract is checked by no test' if inert else 'it is public and promises nothing',
        'remedy': 'add data_tests: [onus.contract]' ~ ('' if inert else ', or contract: {enforced: true}, or make it protected')}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(findings) }}
{%- endmacro %}
