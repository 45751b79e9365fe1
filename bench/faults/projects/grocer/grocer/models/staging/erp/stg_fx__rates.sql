select
    currency,
    cast(rate_date as date) as rate_date,
    rate_to_eur
from {{ source('fx', 'rates') }}
