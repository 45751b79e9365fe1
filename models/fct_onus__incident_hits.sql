-- Whom an incident hits besides the team that answers: other teams, and what is built on the data.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
with published as (
{{ onus.published('hits') }}
)
select distinct incident_id, episode, kind, hit_id, hit
from published
