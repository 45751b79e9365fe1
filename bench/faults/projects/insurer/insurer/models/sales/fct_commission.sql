select
    premium.written_key,
    premium.broker_id,
    brokers.broker_name,
    brokers.region,
    brokers.tier,
    premium.product_line,
    premium.booked_on,
    premium.written_amount,
    rates.share,
    round(premium.written_amount * rates.share, 2) as commission
from {{ ref('fct_written_premium') }} as premium
left join {{ ref('dim_broker') }} as brokers
    on brokers.broker_id = premium.broker_id
    and brokers.is_current
left join {{ ref('commission_rates') }} as rates
    on rates.product_line = premium.product_line
    and rates.tier = brokers.tier
