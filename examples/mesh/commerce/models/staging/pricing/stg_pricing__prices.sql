with source as (

    select * from {{ source('pricing', 'prices') }}

)

select
    product_id,
    {{ cents_to_amount('list_price_cents') }} as list_price,
    valid_from,
    coalesce(valid_to, cast('9999-12-31' as timestamp)) as valid_to,
    valid_to is null as is_current
from source
