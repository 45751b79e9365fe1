with subscriptions as (select * from {{ ref('int_subscriptions') }}),

users as (select * from {{ ref('stg_accounts__users') }}),

final as (

    select
        subscriptions.* exclude (_fivetran_synced),
        users.country,
        users.signup_channel,
        users.signed_up_at,
        date_diff('day', users.signed_up_at, subscriptions.started_at) as days_to_subscribe,
        subscriptions.canceled_at is null as is_active
    from subscriptions
    left join users on users.user_id = subscriptions.user_id

)

select * from final
