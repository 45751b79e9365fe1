-- The ledger and the shop agree on what came in, to the cent, up to yesterday.
select
    day,
    commerce_amount,
    ledger_amount,
    difference
from {{ ref('fct_cash_reconciliation') }}
where day < current_date
    and abs(difference) > 0.01
