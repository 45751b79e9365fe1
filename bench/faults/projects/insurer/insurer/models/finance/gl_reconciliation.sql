with subledger as (
    select date_trunc('month', booked_on) as month_start, 'premium' as ledger_side, written_amount as amount
    from {{ ref('fct_written_premium') }}
    union all
    select date_trunc('month', booked_on), 'claims', amount
    from {{ ref('fct_claim_transactions') }}
    where kind <> 'reserve'
),

expected as (
    select month_start, ledger_side, sum(amount) as expected_amount from subledger group by all
),

booked as (
    select
        date_trunc('month', posted_on) as month_start,
        ledger_side,
        sum(case when ledger_side = 'premium' then -amount else amount end) as booked_amount
    from {{ ref('stg_gl__postings') }}
    where ledger_side <> 'balance sheet'
    group by all
)

select
    coalesce(expected.month_start, booked.month_start) as month_start,
    coalesce(expected.ledger_side, booked.ledger_side) as ledger_side,
    expected.expected_amount,
    booked.booked_amount,
    round(coalesce(expected.expected_amount, 0) - coalesce(booked.booked_amount, 0), 2) as difference
from expected
full outer join booked
    on booked.month_start = expected.month_start
    and booked.ledger_side = expected.ledger_side
