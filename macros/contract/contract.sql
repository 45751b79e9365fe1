{#-
  Everything that a source table, model, seed or snapshot promises, as one test that reads the table once.

  The table is read while the test is compiled. What is left for dbt to run are literal rows, one per broken term, under
  a comment with every term: so dbt's artifacts carry the verdict, and nobody has to ask the warehouse again.

  dbt takes severity from the configuration, before it knows any data. error_if is SQL, though: rows of terms with
  severity warn alone make the test warn, one row of a term with severity error makes it fail.
-#}
{% test contract(model) %}
  {{- config(error_if="!= 0 and min(severity) = 'error'") -}}
  {%- if execute and flags.WHICH in ['build', 'test', 'retry'] -%}
    {%- set test_node = onus._current_node() -%}
    {%- set node = onus._attached_node(test_node) -%}
    {%- set verdict = onus._verdict(node, model, test_node) -%}
    {%- set json = onus._verdict_json(verdict) -%}
    {%- if not dbt_version.startswith('1.') and onus._records() -%}{%- do onus.record_verdicts([json]) -%}{%- endif -%}
/* onus {{ json }} */
{{ onus._render_scan(verdict.scan) }}{{ onus._render_broken(verdict) -}}
  {%- else -%}
    {{- onus._render_broken({'label': '', 'terms': []}) -}}
  {%- endif -%}
{% endtest %}
