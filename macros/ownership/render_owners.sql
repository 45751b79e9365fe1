{#- Owners as literal rows; an empty table of the same columns where there are none. -#}
{% macro render_owners(owners) -%}
  {%- for one in owners %}
select {{ onus.literal(one.unique_id) }} as unique_id, {{ onus.literal(one.node) }} as node, {{ onus.literal(one.resource_type) }} as resource_type, nullif({{ onus.literal(one.team) }}, '') as team, nullif({{ onus.literal(one.why) }}, '') as why
    {%- if not loop.last %}
union all
    {%- endif -%}
  {%- else %}
select '' as unique_id, '' as node, '' as resource_type, '' as team, '' as why from (select 1 as one) as onus_none where one = 0
  {%- endfor %}
{%- endmacro %}
