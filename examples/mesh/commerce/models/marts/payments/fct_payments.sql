with charges as (

    select
        charge_id as payment_id,
        charge_id,
        order_id,
        'charge' as payment_type,
        charged_at as paid_at,
        payment_method,
        amount,
        processing_fee,
        currency
    from {{ ref('stg_payments__charges') }}
    where is_captured

),

refunds as (

    select
        refunds.refund_id as payment_id,
        refunds.charge_id,
        charges.order_id,
        'refund' as payment_type,
        refunds.refunded_at as paid_at,
        charges.payment_method,
        -refunds.refund_amount as amount,
        cast(0 as decimal(12, 2)) as processing_fee,
        charges.currency
    from {{ ref('stg_payments__refunds') }} as refunds
    inner join charges on refunds.charge_id = charges.charge_id

)

select * from charges
union all
select * from refunds
