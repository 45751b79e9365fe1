select panel, count(*) as results,
       avg(case when abnormal_flag in ('H', 'L') then 1.0 else 0.0 end) as abnormal_share,
       avg(result_value) as mean_value
from {{ ref('fact_lab_result') }}
group by panel
