select
    order_month,
    country_code,
    vat_rate,
    sum(net_revenue) as net_revenue,
    sum(gross_revenue - net_revenue) as vat_due
from {{ ref('int_revenue__by_order') }}
group by order_month, country_code, vat_rate
