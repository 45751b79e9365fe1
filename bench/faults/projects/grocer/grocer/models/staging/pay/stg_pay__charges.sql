with parsed as (
    select
        id as charge_id,
        json_extract_string(payload, '$.order') as order_reference,
        cast(json_extract_string(payload, '$.amount') as bigint) as amount_cents,
        upper(json_extract_string(payload, '$.currency')) as currency,
        json_extract_string(payload, '$.method') as payment_method,
        json_extract_string(payload, '$.status') as charge_status,
        created_at as charged_at
    from {{ source('pay', 'charges') }}
)

select
    *,
    cast(replace(order_reference, 'ord_', '') as bigint) as order_id,
    {{ cents_to_euros('amount_cents') }} as amount
from parsed
where charge_status = 'succeeded'
