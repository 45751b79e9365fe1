{#- Nodes whose owner is none of `vars: onus: teams:`. A mail address is a person, and people are not listed there. -#}
{% macro unknown_teams() -%}
  {%- set teams = onus.setting('teams', []) -%}
  {%- set findings = [] -%}
  {%- for node in (onus.nodes_in_scope('unknown_teams', ['model', 'source', 'seed', 'snapshot']) if teams else []) -%}
    {%- set owner = onus.owner_of(node) -%}
    {%- set known = [] -%}
    {%- for name in owner.names if name in teams or name.lstrip('@') in teams or '@' in name[1:] -%}{%- do known.append(name) -%}{%- endfor -%}
    {%- if owner.names and not known -%}
      {%- do findings.append({
        'node': onus.node_label(node), 'why': owner.why ~ ' says ' ~ owner.names | join(', ') ~ ', which is no known team',
        'remedy': 'correct it, or add the team to vars: onus: teams: (known are ' ~ teams | join(', ') ~ ')'}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(findings) }}
{%- endmacro %}
