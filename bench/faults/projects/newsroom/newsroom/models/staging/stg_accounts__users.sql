with source as (

    select * from {{ source('accounts', 'users') }}

),

ranked as (

    select *, row_number() over (partition by id order by _fivetran_synced desc) as version_rank
    from source

)

select
    id as user_id,
    lower(trim(email)) as email,
    country,
    signup_channel,
    created_at as signed_up_at
from ranked
where version_rank = 1
