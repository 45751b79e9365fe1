with spend as (
    select
        spend_date as date_day,
        case when channel in ('paid_search_brand', 'paid_shopping') then 'paid_search' else channel end as channel,
        sum(spend_eur) as spend_eur
    from {{ ref('fct_ad_spend') }}
    group by 1, 2
),

earned as (
    select order_date as date_day, channel, sum(linear_eur) as linear_eur, sum(last_touch_eur) as last_touch_eur
    from {{ ref('fct_attribution') }}
    group by all
)

select
    date_day,
    channel,
    coalesce(spend.spend_eur, 0) as spend_eur,
    coalesce(earned.linear_eur, 0) as linear_eur,
    coalesce(earned.last_touch_eur, 0) as last_touch_eur,
    sum(spend.spend_eur) over last_week as spend_eur_7d,
    sum(earned.linear_eur) over last_week as linear_eur_7d,
    {{ safe_divide('linear_eur_7d', 'spend_eur_7d', 2) }} as roas_7d
from spend
full outer join earned using (date_day, channel)
window last_week as (
    partition by channel order by date_day range between interval 6 day preceding and current row
)
