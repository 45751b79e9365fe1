select loans.loan_no, cases.case_id, cases.stage, cases.opened_on, cases.closed_on, cases.agent
from {{ ref('stage_cases') }} as cases
left join {{ ref('hub_loan') }} as loans using (loan_hk)
