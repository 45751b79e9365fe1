with reading as (

    select
        user_id,
        max(viewed_on) as last_read_on,
        sum(views) as views,
        sum(seconds_read) as seconds_read
    from {{ ref('int_reading_days') }}
    group by 1

),

subscribed as (

    select user_id, max(plan_tier) as plan_tier, sum(mrr) as mrr
    from {{ ref('fct_subscriptions') }}
    where is_active
    group by 1

)

select
    users.*,
    coalesce(subscribed.plan_tier, 'none') as plan_tier,
    coalesce(subscribed.mrr, 0) as mrr,
    reading.last_read_on,
    coalesce(reading.views, 0) as views,
    case
        when reading.seconds_read >= 1200 then 'loyal'
        when reading.seconds_read > 0 then 'casual'
        else 'silent'
    end as habit
from {{ ref('stg_accounts__users') }} as users
left join reading using (user_id)
left join subscribed using (user_id)
