-- Meta: every number is a string, and what people did is a list
with purchases as (
    select date_start, campaign_id, sum(action_value) as conversions
    from {{ ref('stg_ads__meta_actions') }}
    where action_type = 'purchase'
    group by all
)

select
    strptime(insights.date_start, '%Y-%m-%d')::date as spend_date,
    insights.campaign_id,
    insights.campaign_name,
    upper(regexp_extract(insights.campaign_name, '^([A-Za-z]{2}) /', 1)) as market,
    regexp_extract(lower(insights.campaign_name), '/ ([a-z]+)', 1) as theme,
    insights.account_currency as currency,
    try_cast(insights.impressions as bigint) as impressions,
    try_cast(insights.inline_link_clicks as bigint) as clicks,
    coalesce(purchases.conversions, 0) as conversions,
    try_cast(insights.spend as decimal(18, 2)) as spend
from {{ source('meta', 'ads_insights') }} as insights
left join purchases using (date_start, campaign_id)
