select
    insights.date_start,
    insights.campaign_id,
    action ->> '$.action_type' as action_type,
    (action ->> '$.value')::double as action_value
from {{ source('meta', 'ads_insights') }} as insights
cross join unnest(from_json(insights.actions, '["JSON"]')) as items(action)
