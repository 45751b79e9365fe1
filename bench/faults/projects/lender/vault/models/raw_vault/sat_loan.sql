{{ satellite(ref('stage_loans'), 'loan_hk', 'loan_diff', ['product_code', 'principal', 'rate_pct', 'opened_on', 'loan_status', 'branch', 'currency']) }}
