with gross as (
    select
        claim_no,
        loss_on,
        sum(amount) as gross_paid
    from {{ ref('fct_claim_transactions') }}
    where kind = 'payment'
    group by 1, 2
)

select
    gross.claim_no,
    gross.loss_on,
    gross.gross_paid,
    layers.layer_no,
    layers.reinsurer,
    round((gross.gross_paid - layers.attaches_at) * layers.ceded_share, 2) as ceded
from gross
left join {{ source('treaty', 'layers') }} as layers
    on layers.treaty_year = year(gross.loss_on)
    and gross.gross_paid between layers.attaches_at and layers.exhausts_at
