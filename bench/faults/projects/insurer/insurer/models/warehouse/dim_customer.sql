select
    customer_id,
    full_name,
    case segment
        when 'P' then 'private'
        when 'B' then 'business'
        else 'unmapped'
    end as segment,
    postal_region
from {{ ref('stg_portal__customers') }}
