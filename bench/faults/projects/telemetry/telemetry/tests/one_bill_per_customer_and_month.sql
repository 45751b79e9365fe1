select customer_id, month from {{ ref('customer_bill') }} group by all having count(*) > 1
