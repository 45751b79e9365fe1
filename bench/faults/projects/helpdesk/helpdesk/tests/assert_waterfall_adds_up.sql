with monthly as (
    select date_month, sum(mrr) as mrr
    from {{ ref('fct_mrr') }}
    group by date_month
)

select waterfall.date_month, waterfall.closing_mrr, monthly.mrr
from {{ ref('mrr_waterfall') }} as waterfall
inner join monthly using (date_month)
where abs(waterfall.closing_mrr - monthly.mrr) > 0.5
