select
    agents.employee_id,
    agents.full_name,
    agents.manager_name,
    agents.site,
    count(*) as tickets,
    sum(tickets.solved_hours) as solved_hours,
    round(count(*) * 100.0 / nullif(agents.monthly_hours, 0), 2) as tickets_per_100_hours
from {{ ref('fct_ticket') }} as tickets
inner join {{ ref('dim_employee') }} as agents on agents.employee_key = tickets.agent_key
group by agents.employee_id, agents.full_name, agents.manager_name, agents.site, agents.monthly_hours
