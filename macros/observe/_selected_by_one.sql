{#- The unique_ids that one selector without spaces and commas selects. -#}
{% macro _selected_by_one(nodes, selector) -%}
  {%- set parts = modules.re.match('^(?:([0-9]*)([+]))?(?:([a-z_.]+):)?([^+]*)(?:([+])([0-9]*))?$', selector) -%}
  {%- set method = parts.group(3) or '' if parts else none -%}
  {%- set known = ['', 'fqn', 'tag', 'source', 'path', 'group', 'package', 'resource_type', 'team', 'config.materialized'] -%}
  {%- if method is none or method not in known -%}
    {%- do log('onus: observe: ' ~ selector ~ ' is no selector that it knows; known are ' ~ known[1:] | join(', '), info=true) -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set chosen = {} -%}
  {%- for unique_id, node in nodes.items() if onus._is_selected(node, method, parts.group(4)) -%}
    {%- do chosen.update({unique_id: true}) -%}
  {%- endfor -%}
  {%- set above = onus._reached(nodes, chosen, true, parts.group(1)) if parts.group(2) else {} -%}
  {%- set below = onus._reached(nodes, chosen, false, parts.group(6)) if parts.group(5) else {} -%}
  {%- do chosen.update(above) -%}
  {%- do chosen.update(below) -%}
  {{ return(chosen) }}
{%- endmacro %}
