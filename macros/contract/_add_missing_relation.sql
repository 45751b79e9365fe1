{#- Term relation: said only where there is no table. Every other term is then unknown. -#}
{% macro _add_missing_relation(table) -%}
  {%- if table.node.get('config', {}).get('materialized') == 'ephemeral' -%}
    {%- do onus._add_term(table, 'relation', none, {
      'expected': 'present', 'error': 'an ephemeral model has no table to check; materialize it, or drop its contract'}) -%}
  {%- else -%}
    {%- do onus._add_term(table, 'relation', none, {
      'expected': 'present', 'observed': 'missing', 'status': 'fail',
      'says': 'the table is missing; promised to be there'}) -%}
  {%- endif -%}
{%- endmacro %}
