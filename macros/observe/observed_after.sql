{#-
  The nodes that the hook at the end looks at: what was built in this run, and where the test `onus_observed` was not
  selected, what that would have seen. Whose build failed is left out, and where that test failed, what failed it: here the
  same error would end dbt, there it was one test's.
-#}
{% macro observed_after(results) -%}
  {%- set done = {} -%}
  {%- for result in results -%}
    {%- set status = result.status | string | lower -%}
    {%- if result.node.unique_id == 'test.onus.onus_observed' and status != 'skipped' -%}
      {%- for node in onus.observed_before() -%}{%- do done.update({node.unique_id: true}) -%}{%- endfor -%}
    {%- elif status in ['error', 'skipped', 'runtime error'] -%}
      {%- do done.update({result.node.unique_id: true}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set observed = [] -%}
  {%- for node in onus._observed() if node.unique_id not in done -%}{%- do observed.append(node) -%}{%- endfor -%}
  {{ return(observed) }}
{%- endmacro %}
