select
    coalesce(premium.product_line, 'All lines') as product_line,
    dates.month_start,
    grouping(premium.product_line, dates.month_start) as level,
    count(*) as documents,
    sum(premium.written_amount) as written_amount
from {{ ref('fct_written_premium') }} as premium
inner join {{ ref('dim_date') }} as dates on dates.date_day = premium.booked_on
group by grouping sets ((premium.product_line, dates.month_start), (premium.product_line), ())
