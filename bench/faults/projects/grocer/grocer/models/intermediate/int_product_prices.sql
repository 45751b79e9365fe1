select
    sku,
    {{ cents_to_euros('list_price_cents') }} as list_price,
    case
        when row_number() over (partition by sku order by dbt_valid_from) = 1 then cast('1900-01-01' as timestamp)
        else dbt_valid_from
    end as valid_from,
    coalesce(dbt_valid_to, cast('2999-12-31' as timestamp)) as valid_to
from {{ ref('snap_products') }}
