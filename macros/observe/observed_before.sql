{#-
  The nodes that the test `onus_observed` looks at: what this run reads and does not build, which are its sources above
  all. dbt runs a test without parents whenever it likes, so of a table that the run builds it might see yesterday's.
-#}
{% macro observed_before() -%}
  {%- set observed = [] -%}
  {%- for node in onus._observed() if node.unique_id not in selected_resources -%}{%- do observed.append(node) -%}{%- endfor -%}
  {{ return(observed) }}
{%- endmacro %}
