select
    topic,
    country,
    priority,
    count(*) as tickets,
    avg(date_diff('hour', created_at, solved_at)) as mean_hours
from {{ ref('int_tickets') }}
group by all
