select
    customer_id,
    full_name,
    segment,
    left(postcode, 1) as postal_region
from {{ source('portal', 'customers') }}
