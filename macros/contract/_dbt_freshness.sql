{#- dbt's own freshness of a source, in the words of the term; none where dbt could not check it either. -#}
{% macro _dbt_freshness(node) -%}
  {%- set declared = node.get('freshness') or {} -%}
  {%- set field = node.get('loaded_at_field') or node.get('config', {}).get('loaded_at_field') -%}
  {%- set value = {'expression': field, 'filter': declared.get('filter')} -%}
  {%- for key in ['warn_after', 'error_after'] if (declared.get(key) or {}).get('count') is not none -%}
    {%- do value.update({key: {'count': declared[key].count, 'period': declared[key].period | string | lower}}) -%}
  {%- endfor -%}
  {{ return(value if field and value | length > 2 else none) }}
{%- endmacro %}
