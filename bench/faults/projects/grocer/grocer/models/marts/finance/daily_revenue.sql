select
    calendar.calendar_date as revenue_date,
    count(reconciled.order_id) as orders,
    sum(reconciled.total_eur) as gross_eur,
    sum(reconciled.charged_eur) as charged_eur
from {{ ref('int_calendar') }} as calendar
inner join {{ ref('int_orders_reconciled') }} as reconciled
    on reconciled.placed_on = calendar.calendar_date
group by 1
