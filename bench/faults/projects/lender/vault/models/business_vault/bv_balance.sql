with due as (

    select loan_hk, sum(amount_due) as due_to_date, max(due_on) as last_due_on
    from {{ ref('stage_installments') }}
    where due_on <= current_date
    group by 1

),

paid as (

    select loan_hk, sum(amount_eur) as paid_to_date, max(paid_on) as last_paid_on
    from {{ ref('bv_receipt') }}
    group by 1

)

select
    loans.loan_hk,
    loans.loan_no,
    loans.principal,
    coalesce(due.due_to_date, 0) as due_to_date,
    coalesce(paid.paid_to_date, 0) as paid_to_date,
    coalesce(due.due_to_date, 0) - coalesce(paid.paid_to_date, 0) as arrears,
    case
        when coalesce(due.due_to_date, 0) - coalesce(paid.paid_to_date, 0) <= 1 then 'current'
        when coalesce(due.due_to_date, 0) - coalesce(paid.paid_to_date, 0) <= 0.2 * due.due_to_date then 'late'
        else 'default'
    end as bucket
from {{ ref('bv_loan') }} as loans
left join due on due.loan_hk = loans.loan_hk
left join paid on paid.loan_hk = loans.loan_hk
