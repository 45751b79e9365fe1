-- what was received per loan, by the facts, is what the vault says was paid
select f.loan_no
from (select loan_no, sum(amount_eur) as received from {{ ref('fct_receipt') }} group by 1) as f
join {{ ref('prep_loans') }} as l on l.loan_no = f.loan_no
where abs(f.received - l.paid_to_date) > 0.05
