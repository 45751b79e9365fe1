{#-
  on-run-end: keeps what the tests of this run saw, and looks at the tables that `vars: {onus: {observe: […]}}` names and no
  test has read. Renders what it saw of those as comments, so that with dbt 1.9 to 1.12 they are in dbt's artifacts as verdicts
  without terms.

  dbt v2 does not hand the compiled tests to a hook: there, every test records itself.
-#}
{% macro record_run(results) -%}
  {%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot', 'retry'] and onus._records() -%}
    {%- set verdicts = [] -%}
    {%- for result in results if dbt_version.startswith('1.') and result.node.resource_type == 'test' -%}
      {%- set code = result.node.compiled_code or '' -%}
      {%- for said in code.split('/* onus {')[1:] -%}{%- do verdicts.append('{' ~ said.split(' */')[0]) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set observed = onus._observe_tables(onus.observed_after(results)) -%}
    {%- do onus.record_verdicts(verdicts + observed) -%}
    {%- for verdict in observed %}
/* onus {{ verdict }} */
    {%- endfor -%}
    {{ '\nselect 1 as onus_recorded' if observed }}
  {%- endif -%}
{%- endmacro %}
