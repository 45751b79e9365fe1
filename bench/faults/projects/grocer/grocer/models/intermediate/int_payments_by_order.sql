select
    order_id,
    {% for method in var('payment_methods') -%}
    sum(case when payment_method = '{{ method }}' then amount else 0 end) as {{ method }}_amount,
    {% endfor -%}
    sum(amount) as charged_amount,
    max(charged_at) as last_charged_at
from {{ ref('stg_pay__charges') }}
group by order_id
