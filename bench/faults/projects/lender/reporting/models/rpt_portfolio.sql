with current_borrower as (

    select borrower_key, "Segment" as segment, "Rating Class" as rating_class
    from {{ ref('dim_borrower') }}
    where valid_to > timestamp '9000-01-01'

),

loans as (

    select l.*, b.segment, b.rating_class
    from {{ ref('dim_loan', v=2) }} as l
    left join current_borrower as b on b.borrower_key = l.borrower_key

)

select
    loans."Branch" as branch,
    count(*) as loans,
    sum(case when loans."Asset Class" = 'secured' then loans."Principal" else 0 end) as secured,
    sum(case when loans."Asset Class" = 'unsecured' then loans."Principal" else 0 end) as unsecured,
    sum(case when loans.segment = 'retail' then loans."Principal" else 0 end) as retail,
    sum(case when loans.segment = 'business' then loans."Principal" else 0 end) as business,
    sum(loans."Principal") as principal
from loans
group by 1
