{#- The test that is being compiled. Inside the test, the argument `model` hides it. -#}
{% macro _current_node() -%}
  {{ return(model) }}
{%- endmacro %}
