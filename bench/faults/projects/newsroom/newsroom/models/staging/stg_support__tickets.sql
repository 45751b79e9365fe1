select id as ticket_id, lower(user_email) as user_email, topic, priority, created_at, solved_at
from {{ source('support', 'tickets') }}
