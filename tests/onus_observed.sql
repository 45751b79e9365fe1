-- Tables that nobody tests are measured all the same. It always passes: what it saw stands in its SQL.
{{ config(
    enabled=(onus.setting('observe', none) or []) | length > 0,
    severity='warn',
) }}
{% if execute and flags.WHICH in ['build', 'test', 'retry'] -%}
  {%- set verdicts = onus._observe_tables(onus.observed_before()) -%}
  {%- if not dbt_version.startswith('1.') and onus._records() -%}{%- do onus.record_verdicts(verdicts) -%}{%- endif -%}
  {%- for verdict in verdicts -%}
/* onus {{ verdict }} */
  {% endfor -%}
{%- endif %}
select 1 as nothing_is_ever_broken
from (select 1 as one) as onus_none
where one = 0
