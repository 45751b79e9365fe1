{#-
  Who answers for a node, as far as dbt's own files say it: `names` (several where meta.owner lists several) and `why`.
  The first hit wins: config.meta.onus.team, the group, config.meta.owner. Rules of onus.yml and CODEOWNERS are not
  visible to dbt; `onus check` sees them too.
-#}
{% macro owner_of(node) -%}
  {%- set team = onus.meta_of(node).get('team') -%}
  {%- set group = node.get('group') or node.get('config', {}).get('group') -%}
  {%- set meta = (node.get('config') or {}).get('meta') or node.get('meta') or {} -%}
  {%- if team -%}
    {{ return({'names': [team | string], 'why': 'config.meta.onus.team'}) }}
  {%- elif group -%}
    {%- for entry in graph.groups.values() -%}
      {#- dbt v2 hands groups out in its inner form. -#}
      {%- set declared = entry.get('__common_attr__') or entry -%}
      {%- if declared.name == group and onus.meta_of(declared).get('team') -%}
        {{ return({'names': [onus.meta_of(declared).team | string], 'why': 'config.meta.onus.team of group ' ~ group}) }}
      {%- endif -%}
    {%- endfor -%}
    {{ return({'names': [group], 'why': 'group'}) }}
  {%- elif meta.get('owner') -%}
    {%- set names = [] -%}
    {%- for name in (meta.owner.split(',') if meta.owner is string else (meta.owner if meta.owner is sequence else [])) -%}
      {%- do names.append(name | string | trim) -%}
    {%- endfor -%}
    {{ return({'names': names, 'why': 'config.meta.owner'}) }}
  {%- endif -%}
  {{ return({'names': [], 'why': none}) }}
{%- endmacro %}
