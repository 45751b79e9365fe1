-- Which node reads which, and where data passes from one team to another.
{{ config(enabled=onus.setting('models', false), materialized='table') }}
with edges as (
{{ onus.render_rows(onus.edges() if execute else [], {
    'parent_id': 'text', 'parent': 'text', 'parent_team': 'text', 'child_id': 'text', 'child': 'text', 'child_team': 'text'}) }}
)
select
    parent_id, parent, parent_team, child_id, child, child_team,
    case when parent_team is null or child_team is null then null else parent_team <> child_team end as crosses_teams
from edges
