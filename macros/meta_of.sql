{#-
  What a node or a column says under `config.meta.onus`; empty where it says nothing.

  dbt 1.8 and 1.9 know only the top-level meta of sources and columns. dbt v2 copies the node's meta into its columns'
  top-level meta, where a promise of the table would turn into one of every column: there it does not count.
-#}
{% macro meta_of(thing) -%}
  {%- set meta = (thing.get('config') or {}).get('meta') -%}
  {%- if not meta and (dbt_version.startswith('1.') or thing.get('unique_id')) -%}
    {%- set meta = thing.get('meta') -%}
  {%- endif -%}
  {%- set said = meta.get('onus') if meta is mapping else none -%}
  {{ return(said if said is mapping else {}) }}
{%- endmacro %}
