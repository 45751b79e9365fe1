-- What each node promises, how much of it is covered, and when that was last checked.
{{ config(enabled=onus.setting('models', false), materialized='table') }}
with declared as (
{{ onus.render_rows(onus.contracts() if execute else [], {
    'unique_id': 'text', 'node': 'text', 'resource_type': 'text', 'team': 'text', 'is_declared': 'boolean',
    'is_tested': 'boolean', 'columns_declared': 'integer', 'columns_promised': 'integer'}) }}
),
runs as (
    select
        unique_id, invocation_id, recorded_at, count(*) as terms,
        count(case when status in ('fail', 'warn', 'error') then 1 end) as terms_broken,
        row_number() over (partition by unique_id order by recorded_at desc) as nth
    from {{ ref('fct_onus__terms') }}
    group by unique_id, invocation_id, recorded_at
    having count(case when status <> 'unknown' then 1 end) > 0
)
select
    declared.unique_id, declared.node, declared.resource_type, declared.team, declared.is_declared, declared.is_tested,
    declared.columns_declared, declared.columns_promised,
    declared.columns_promised * 1.0 / nullif(declared.columns_declared, 0) as coverage,
    runs.recorded_at as last_checked_at, runs.terms, runs.terms_broken
from declared
left join runs on runs.unique_id = declared.unique_id and runs.nth = 1
