with source as (

    select * from {{ source('crm', 'customers') }}

)

select
    customer_id,
    md5(lower(email)) as email_hash,
    first_name,
    upper(country_code) as country_code,
    signed_up_at,
    coalesce(marketing_consent, false) as has_marketing_consent
from source
