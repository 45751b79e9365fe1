-- Every time that a fault was born, as `onus publish --warehouse` loaded it. Projects that share a ledger tell it twice.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
with published as (
{{ onus.published('incidents') }}
),
ordered as (
    select published.*, row_number() over (partition by incident_id, episode order by loaded_at desc, publisher) as nth
    from published
)
select
    incident_id, episode, is_present, project, state, team, team_name, title, cause, confidence, is_counted, origin_id,
    origin, origin_column, opened_at, team_since, acknowledged_at, resolved_at,
    seconds_to_acknowledge / 3600.0 as hours_to_acknowledge, seconds_to_repair / 3600.0 as hours_to_repair, nodes_hit,
    teams_hit, exposures_hit, is_superseded, is_return, loaded_at
from ordered
where nth = 1
