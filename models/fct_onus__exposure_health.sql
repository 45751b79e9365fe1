-- Whether each exposure could be trusted, on every day on which that was published.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
with published as (
{{ onus.published('exposures', history=true) }}
),
ordered as (
    select
        published.*,
        row_number() over (partition by unique_id, measured_on order by loaded_at desc, publisher) as nth,
        row_number() over (partition by unique_id order by measured_on desc, loaded_at desc, publisher) as nth_of_all
    from published
)
select
    measured_on, nth_of_all = 1 as is_latest, unique_id, exposure, project, owner, url, health, since, open_incidents,
    incident_id, title, teams, upstream_nodes, loaded_at
from ordered
where nth = 1
