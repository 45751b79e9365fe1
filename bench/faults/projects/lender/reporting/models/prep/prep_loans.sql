select * from {{ source('vault', 'loan_accounts') }}
