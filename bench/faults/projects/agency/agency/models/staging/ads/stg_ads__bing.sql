-- Microsoft Advertising: cents, and names in capitals
select
    "TimePeriod" as spend_date,
    "CampaignId" as campaign_id,
    "CampaignName" as campaign_name,
    {{ campaign_part('"CampaignName"', '|', 1) }} as market,
    lower({{ campaign_part('"CampaignName"', '|', 2) }}) as theme,
    "CurrencyCode" as currency,
    "Impressions" as impressions,
    "Clicks" as clicks,
    {{ from_cents('"SpendCents"') }} as spend
from {{ source('bing', 'campaign_performance') }}
