select
    commission.broker_id,
    dates.month_start,
    min(commission.broker_name) as broker_name,
    min(customers.postal_region) as first_region,
    count(distinct commission.written_key) as documents,
    sum(commission.commission) as commission,
    string_agg(distinct commission.product_line, ', ' order by commission.product_line) as product_lines
from {{ ref('fct_commission') }} as commission
inner join {{ ref('dim_date') }} as dates on dates.date_day = commission.booked_on
left join {{ ref('fct_written_premium') }} as premium on premium.written_key = commission.written_key
left join {{ ref('dim_customer') }} as customers on customers.customer_id = premium.customer_id
group by 1, 2
