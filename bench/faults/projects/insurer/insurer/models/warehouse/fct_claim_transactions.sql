{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='movement_key') }}

select
    {{ key_of(['movements.movement_id', 'movements.claim_no']) }} as movement_key,
    movements.movement_id,
    movements.claim_no,
    claims.policy_key,
    claims.product_line,
    movements.kind,
    movements.amount,
    claims.loss_on,
    movements.booked_on
from {{ ref('int_claim_movements') }} as movements
left join {{ ref('dim_claim') }} as claims on claims.claim_no = movements.claim_no
