with customers as (

    select * from {{ ref('stg_crm__customers') }}

),

countries as (

    select country_code, country_name, region from {{ ref('countries') }}

)

select
    customers.customer_id,
    customers.email_hash,
    customers.country_code,
    countries.country_name,
    countries.region,
    customers.signed_up_at,
    customers.has_marketing_consent
from customers
left join countries on customers.country_code = countries.country_code
