-- Every number that was seen of a table or column in every recorded run, promised or not.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
select
    recorded_at, invocation_id, node as unique_id, name as node, scope, column_name, measure, value, observed, status
from {{ ref('stg_onus__observations') }}
where kind = 'observation'
