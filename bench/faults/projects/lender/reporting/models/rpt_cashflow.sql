with monthly as (

    select paid_month, method, sum(amount_eur) as received, count(*) as receipts
    from {{ ref('prep_receipts') }}
    group by 1, 2

)

select
    *,
    received / sum(received) over (partition by paid_month) as share,
    lag(received) over (partition by method order by paid_month) as received_before
from monthly
