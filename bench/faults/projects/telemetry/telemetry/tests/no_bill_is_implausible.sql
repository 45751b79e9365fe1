select customer_id, month, amount_due from {{ ref('customer_bill') }} where amount_due > 20000 or amount_due < 100
