with attributes as (

    select *
    from {{ ref('sat_loan') }}
    qualify row_number() over (partition by loan_hk order by load_ts desc) = 1

),

borrowers as (

    select loan_hk, borrower_hk from {{ ref('link_loan_borrower') }}

)

select
    hub.loan_hk,
    hub.loan_no,
    borrowers.borrower_hk,
    attributes.product_code,
    products.asset_class,
    attributes.principal,
    attributes.rate_pct,
    attributes.opened_on,
    attributes.loan_status,
    attributes.branch,
    attributes.currency
from {{ ref('hub_loan') }} as hub
left join attributes on attributes.loan_hk = hub.loan_hk
left join borrowers on borrowers.loan_hk = hub.loan_hk
left join {{ ref('products') }} as products on products.product_code = attributes.product_code
