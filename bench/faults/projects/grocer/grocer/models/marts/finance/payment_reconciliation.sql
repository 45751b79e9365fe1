select
    order_id,
    placed_on,
    currency,
    total_eur,
    charged_eur,
    case
        when is_unknown_order then 'unknown order'
        when is_unpaid then 'unpaid'
        when abs(total_eur - charged_eur) > 0.02 then 'differs'
        else 'matched'
    end as outcome
from {{ ref('int_orders_reconciled') }}
