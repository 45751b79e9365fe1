select member_id, shop, birth_year, points from {{ source('crm', 'members') }}
