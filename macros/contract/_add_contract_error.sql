{#- A contract that is no mapping promises nothing, and must not look as if it did. -#}
{% macro _add_contract_error(table, thing, column_name) -%}
  {%- set contract = onus.meta_of(thing).get('contract') -%}
  {%- if contract is not none and contract is not mapping -%}
    {%- do onus._add_term(table, 'contract', column_name, {'error': 'config.meta.onus.contract is not a mapping of terms'}) -%}
  {%- endif -%}
{%- endmacro %}
