-- Google Ads: money in micros of the account's currency
select
    "date" as spend_date,
    campaign_id::varchar as campaign_id,
    campaign_name,
    {{ campaign_part('campaign_name', '_', 1) }} as market,
    lower({{ campaign_part('campaign_name', '_', 3) }}) as theme,
    currency_code as currency,
    impressions,
    clicks,
    conversions,
    {{ from_micros('cost_micros') }} as spend
from {{ source('gads', 'campaign_stats') }}
qualify row_number() over (partition by "date", campaign_id order by _fivetran_synced desc) = 1
