{#-
  Findings as literal rows, with `nodes` for fail_calc to count: a project where thousands of nodes have no owner still
  gets a statement that its warehouse can parse.
-#}
{% macro render_findings(findings) -%}
  {%- set shown = findings[:200] -%}
  {%- for finding in shown %}
select {{ onus.literal(finding.node) }} as node, {{ onus.literal(finding.why) }} as why, {{ onus.literal(finding.remedy) }} as remedy, 1 as nodes
    {%- if not loop.last %}
union all
    {%- endif -%}
  {%- else %}
select '' as node, '' as why, '' as remedy, 0 as nodes from (select 1 as one) as onus_none where one = 0
  {%- endfor %}
  {%- if findings | length > shown | length %}
union all
select '' as node, {{ onus.literal('and ' ~ (findings | length - shown | length) ~ ' more') }} as why, '' as remedy, {{ findings | length - shown | length }} as nodes
  {%- endif %}
{%- endmacro %}
