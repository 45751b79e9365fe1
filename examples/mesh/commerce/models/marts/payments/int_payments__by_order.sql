{{ config(materialized='ephemeral') }}

with charges as (

    select * from {{ ref('stg_payments__charges') }} where is_captured

),

refunds as (

    select charge_id, sum(refund_amount) as refund_amount
    from {{ ref('stg_payments__refunds') }}
    group by charge_id

)

select
    charges.order_id,
    sum(charges.amount) as captured_amount,
    sum(refunds.refund_amount) as refunded_amount
from charges
left join refunds on charges.charge_id = refunds.charge_id
group by charges.order_id
