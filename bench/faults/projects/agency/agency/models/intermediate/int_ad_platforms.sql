{{ config(materialized='ephemeral') }}
with united as (
    {{ union_platforms(var('ad_platforms')) }}
)

select
    * exclude (theme),
    {{ case_from(var('channel_of_theme'), 'theme', 'other') }} as channel
from united
