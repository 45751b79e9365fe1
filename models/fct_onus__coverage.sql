-- How much has an owner and a contract, by team and for the whole, on every day on which that was published.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
with published as (
{{ onus.published('coverage', history=true) }}
)
select
    publisher, measured_on, team, team_name, nodes, owned, tables, promised, relied_on, relied_on_promised,
    owned * 1.0 / nullif(nodes, 0) as owner_coverage, promised * 1.0 / nullif(tables, 0) as contract_coverage
from published
