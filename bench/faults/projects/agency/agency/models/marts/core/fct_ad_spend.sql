select
    {{ surrogate_key(['ads.platform', 'ads.campaign_id', 'ads.spend_date']) }} as ad_spend_key,
    ads.* exclude (currency, spend),
    ads.spend * case when ads.currency = 'EUR' then 1 else fx.rate_to_eur end as spend_eur,
    {{ safe_divide('ads.clicks', 'ads.impressions') }} as ctr,
    {{ safe_divide('spend_eur', 'ads.clicks', 2) }} as cpc_eur
from {{ ref('int_ad_platforms') }} as ads
left join {{ ref('int_fx_daily') }} as fx on fx.currency = ads.currency and fx.date_day = ads.spend_date
