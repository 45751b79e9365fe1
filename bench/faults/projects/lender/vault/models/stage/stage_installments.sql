select
    {{ hash_key(['"LoanNo"']) }} as loan_hk,
    "LoanNo" as loan_no,
    "DueNo" as due_no,
    "DueOn" as due_on,
    "AmountDue" as amount_due,
    "LoadedAt" as load_ts
from {{ source('core', 'Installments') }}
