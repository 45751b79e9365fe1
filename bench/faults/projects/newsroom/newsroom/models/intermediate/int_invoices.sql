with invoices as (select * from {{ ref('stg_billing__invoices') }}),

subscriptions as (select * from {{ ref('int_subscriptions') }}),

joined as (

    select
        invoices.*,
        subscriptions.user_id,
        subscriptions.plan_code,
        subscriptions.plan_tier
    from invoices
    left join subscriptions using (subscription_key)

)

select *, amount_due - amount_paid as amount_open from joined
