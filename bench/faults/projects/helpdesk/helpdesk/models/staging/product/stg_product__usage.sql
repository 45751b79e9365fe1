with daily as (
    select account_id, usage_day, {{ var('usage_metrics') | join(', ') }}
    from {{ source('product', 'usage_daily') }}
)

select account_id, usage_day, metric, amount
from daily
unpivot (amount for metric in ({{ var('usage_metrics') | join(', ') }}))
