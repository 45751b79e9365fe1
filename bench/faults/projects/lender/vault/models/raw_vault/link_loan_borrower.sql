select loan_borrower_hk, loan_hk, borrower_hk, load_ts
from {{ ref('stage_loans') }} as staged
{% if is_incremental() %}
where not exists (select 1 from {{ this }} as known where known.loan_borrower_hk = staged.loan_borrower_hk)
{% endif %}
