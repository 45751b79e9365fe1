-- Contracts that are declared and checked by nobody, or were not evaluated in the last runs that recorded anything.
{{ config(enabled=onus.setting('models', false), materialized='table') }}
with runs as (
    select invocation_id, row_number() over (order by max(recorded_at) desc, invocation_id) as nth
    from {{ ref('fct_onus__terms') }}
    group by invocation_id
),
evaluated as (
    select distinct terms.unique_id
    from {{ ref('fct_onus__terms') }} as terms
    join runs on runs.invocation_id = terms.invocation_id and runs.nth <= {{ onus.setting('inert_after', 10) | int }}
    where terms.status <> 'unknown'
)
select
    contracts.unique_id, contracts.node, contracts.team, contracts.last_checked_at,
    case when contracts.is_tested then 'not evaluated in the last {{ onus.setting('inert_after', 10) | int }} runs'
        else 'no onus.contract test checks it' end as why
from {{ ref('dim_onus__contracts') }} as contracts
left join evaluated on evaluated.unique_id = contracts.unique_id
where contracts.is_declared and evaluated.unique_id is null
