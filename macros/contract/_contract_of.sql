{#- `config.meta.onus.contract` of a node or a column; empty where there is none or it is no mapping. -#}
{% macro _contract_of(thing) -%}
  {%- set contract = onus.meta_of(thing).get('contract') -%}
  {{ return(contract if contract is mapping else {}) }}
{%- endmacro %}
