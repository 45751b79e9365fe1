select
    lower(member_no) as member_no,
    tier,
    home_store,
    cast(joined_on as date) as joined_on
from {{ source('loyalty', 'members') }}
