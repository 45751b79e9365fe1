-- The team that answers for each node by every rule, those of onus.yml and CODEOWNERS included.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
with published as (
{{ onus.published('owners') }}
),
ordered as (
    select published.*, row_number() over (partition by unique_id order by loaded_at desc, publisher) as nth
    from published
)
select unique_id, node, resource_type, project, team, team_name, why, is_fallback, loaded_at
from ordered
where nth = 1
