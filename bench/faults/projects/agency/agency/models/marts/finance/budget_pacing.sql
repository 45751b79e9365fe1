with spent as (
    select date_trunc('month', spend_date)::date as budget_month, channel, market, sum(spend_eur) as spend_eur
    from {{ ref('int_ad_platforms') }} as ads
    cross join lateral (
        select ads.spend * case when ads.currency = 'EUR' then 1 else fx.rate_to_eur end as spend_eur
        from {{ ref('int_fx_daily') }} as fx
        where fx.date_day = ads.spend_date and (fx.currency = ads.currency or (ads.currency = 'EUR' and fx.currency = 'USD'))
    ) as converted
    group by all
)

select
    budgets.budget_month,
    budgets.channel,
    budgets.market,
    budgets.budget_eur,
    budgets.target_roas,
    coalesce(spent.spend_eur, 0) as spend_eur,
    {{ safe_divide('coalesce(spent.spend_eur, 0)', 'budgets.budget_eur') }} as pace
from {{ ref('stg_sheets__budgets') }} as budgets
left join spent using (budget_month, channel, market)
