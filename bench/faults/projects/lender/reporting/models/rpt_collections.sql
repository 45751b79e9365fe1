select
    cases.stage,
    cases.agent,
    loans.asset_class,
    count(*) as cases,
    avg(coalesce(cases.closed_on, current_date) - cases.opened_on) as mean_days
from {{ source('vault', 'collection_cases') }} as cases
left join {{ ref('dim_loan', v=1) }} as loans on loans.loan_no = cases.loan_no
group by 1, 2, 3
