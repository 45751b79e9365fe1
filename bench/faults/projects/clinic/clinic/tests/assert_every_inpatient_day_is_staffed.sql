{{ config(severity='warn') }}
select s.day
from {{ ref('rpt_staff_load') }} s
group by s.day
having sum(s.staff_hours) = 0
