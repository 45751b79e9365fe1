select tickets.*, users.user_id, users.country
from {{ ref('stg_support__tickets') }} as tickets
left join {{ ref('stg_accounts__users') }} as users on users.email = tickets.user_email
