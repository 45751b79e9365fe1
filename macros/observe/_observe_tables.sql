{#-
  What tables hold, each as a verdict without terms, in JSON. Numbers that nobody promised are worth less than the build:
  a table that cannot be read costs one line of the log, as far as the warehouse has a way of trying.
-#}
{% macro _observe_tables(nodes) -%}
  {%- set verdicts = [] -%}
  {%- for node in nodes -%}
    {%- set relation = onus._relation(node) -%}
    {%- set table = onus._observe_table(node, relation) if relation is not none and onus.is_readable(relation) else {} -%}
    {%- if table.scan -%}
      {%- do verdicts.append(onus._verdict_json(table)) -%}
    {%- elif not flags.EMPTY -%}
      {%- do log('onus: ' ~ onus.node_label(node) ~ ' is not observed, it cannot be read', info=true) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(verdicts) }}
{%- endmacro %}
