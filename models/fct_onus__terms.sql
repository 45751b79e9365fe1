-- Every term of every contract in every recorded run.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
select
    recorded_at, invocation_id, node as unique_id, name as node, column_name, measure as term, status, severity, value,
    expected, observed, message
from {{ ref('stg_onus__observations') }}
where kind = 'term'
