with unioned as (

    {{ union_regions('subscriptions', ['id', 'customer_id', 'plan_code', 'status', 'started_at', 'canceled_at', 'mrr_cents', '_fivetran_synced']) }}

),

renamed as (

    select
        {{ surrogate_key(['region', 'id']) }} as subscription_key,
        region,
        id as subscription_id,
        customer_id as user_id,
        plan_code,
        status as subscription_status,
        started_at,
        canceled_at,
        {{ cents_to_units('mrr_cents') }} as mrr,
        _fivetran_synced
    from unioned

)

select * from renamed
