select accident_quarter, development_month, sum(paid) as paid
from {{ ref('claims_triangle', v=2) }}
group by 1, 2
