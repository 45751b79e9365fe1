{#- Ask for one aggregate; asking twice costs nothing. Gives the name under which the scan answers. -#}
{% macro _measure(measures, sql) -%}
  {%- if sql not in measures -%}
    {%- do measures.update({sql: 'm' ~ measures | length}) -%}
  {%- endif -%}
  {{ return(measures[sql]) }}
{%- endmacro %}
