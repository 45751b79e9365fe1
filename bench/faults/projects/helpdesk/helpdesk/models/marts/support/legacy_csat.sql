{{ config(enabled=false) }}
select satisfaction, count(*) as answers
from {{ ref('fct_ticket') }}
group by satisfaction
