{#-
  What every source table, model, seed and snapshot promises: whether it declares anything, whether a test checks it, and
  how many of its declared columns have a type, a constraint or a contract of their own.
-#}
{% macro contracts() -%}
  {%- set tested = onus.contracted_nodes() -%}
  {%- set contracts = [] -%}
  {%- for node in onus.nodes_in_scope('contracts', ['model', 'source', 'seed', 'snapshot']) -%}
    {%- set owner = onus.owner_of(node) -%}
    {%- set promised = [] -%}
    {%- set bound = [] -%}
    {%- for column in node.columns.values() -%}
      {%- set says = column.get('constraints') or onus.meta_of(column).get('contract') -%}
      {%- if says -%}{%- do bound.append(column.name) -%}{%- endif -%}
      {%- if says or column.get('data_type') -%}{%- do promised.append(column.name) -%}{%- endif -%}
    {%- endfor -%}
    {#- A type alone is as often documentation as it is a promise. -#}
    {%- set declares = bound or onus.meta_of(node).get('contract') or node.get('constraints') -%}
    {%- do contracts.append({
      'unique_id': node.unique_id, 'node': onus.node_label(node), 'resource_type': node.resource_type | string,
      'team': owner.names | join(', ') if owner.names else none, 'is_declared': true if declares else false,
      'is_tested': node.unique_id in tested, 'columns_declared': node.columns | length,
      'columns_promised': promised | length}) -%}
  {%- endfor -%}
  {{ return(contracts) }}
{%- endmacro %}
