{#- What people call a node: `stripe.charges`, `orders`, `orders.v2`. -#}
{% macro node_label(node) -%}
  {%- if node.resource_type == 'source' -%}
    {{ return(node.source_name ~ '.' ~ node.name) }}
  {%- elif node.get('version') is not none and node.get('version') -%}
    {{ return(node.name ~ '.v' ~ node.version) }}
  {%- else -%}
    {{ return(node.name) }}
  {%- endif -%}
{%- endmacro %}
