select
    source_relation,
    priority,
    count(*) as tickets,
    round(
        sum(case when replied_in_time then 1 else 0 end) * 1.0 / nullif(count(reply_hours), 0), 4
    ) as attainment
from {{ ref('fct_ticket') }}
where created_at < current_date - interval 2 day
group by source_relation, priority
