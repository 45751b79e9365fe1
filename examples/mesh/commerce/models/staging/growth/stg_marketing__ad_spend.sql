with source as (

    select * from {{ source('marketing', 'ad_spend') }}

)

select
    spend_date,
    channel,
    campaign,
    impressions,
    clicks,
    {{ cents_to_amount('spend_cents') }} as spend,
    loaded_at
from source
