with accounts as (

    select * from {{ ref('accounts') }}

),

activity as (

    select account_code, count(*) as posting_count, max(booked_on) as last_booked_on
    from {{ ref('stg_erp__journal_entries') }}
    group by account_code

)

select
    accounts.account_code,
    accounts.account_name,
    accounts.account_type,
    coalesce(activity.posting_count, 0) as posting_count,
    activity.last_booked_on
from accounts
left join activity on accounts.account_code = activity.account_code
