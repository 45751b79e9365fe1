with loans as (

    select
        "LoanNo" as loan_no,
        "BorrowerId" as borrower_id,
        "ProductCode" as product_code,
        "Principal" as principal,
        "RatePct" as rate_pct,
        "OpenedOn" as opened_on,
        "Status" as loan_status,
        "Branch" as branch,
        "Currency" as currency,
        "LoadedAt" as load_ts
    from {{ source('core', 'Loans') }}

),

hashed as (

    select
        *,
        {{ hash_key(['loan_no']) }} as loan_hk,
        {{ hash_key(['borrower_id']) }} as borrower_hk,
        {{ hash_key(['loan_no', 'borrower_id']) }} as loan_borrower_hk,
        {{ hash_key(['product_code', 'principal', 'rate_pct', 'opened_on', 'loan_status', 'branch', 'currency']) }} as loan_diff
    from loans

)

select * from hashed
