with spend as (

    select date_trunc('month', day) as month, channel, sum(spend) as spend, sum(clicks) as clicks
    from {{ ref('stg_ads__spend') }}
    group by all

),

won as (

    select date_trunc('month', started_at) as month, signup_channel as channel, count(*) as subscribers
    from {{ ref('fct_subscriptions') }}
    group by all

)

select
    spend.month,
    spend.channel,
    channels.channel_group,
    spend.spend,
    spend.clicks,
    spend.spend / nullif(spend.clicks, 0) as cost_per_click,
    coalesce(won.subscribers, 0) as subscribers
from spend
left join won on won.month = spend.month and won.channel = spend.channel
left join {{ ref('channels') }} as channels on channels.channel = spend.channel
