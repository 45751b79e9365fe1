select
    account_id,
    count(distinct usage_day) as days_used,
    max(usage_day) as last_used_on,
    {{ pivot('metric', var('usage_metrics'), 'amount') }}
from {{ ref('stg_product__usage') }}
group by account_id
