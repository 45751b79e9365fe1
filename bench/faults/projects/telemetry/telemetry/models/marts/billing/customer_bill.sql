select u.customer_id, u.month, u.kwh, p.price_per_kwh, c.monthly_fee,
       u.kwh * p.price_per_kwh + c.monthly_fee as amount_due
from {{ ref('customer_usage') }} u
left join {{ ref('energy_prices') }} p on p.region = u.region
left join {{ ref('stg_contracts') }} c on c.customer_id = u.customer_id and c.ends_at is null
