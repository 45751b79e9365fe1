select {{ hash_key(['loan_no']) }} as loan_hk, case_id, stage, opened_on, closed_on, agent
from {{ source('collect', 'cases') }}
