with source as (

    select * from {{ source('shop', 'customers') }}

),

renamed as (

    select
        id as customer_id,
        lower(email) as email,
        coalesce(country, 'unknown') as country,
        lower(loyalty_no) as loyalty_no,
        opted_in,
        created_at
    from source

)

select * from renamed
