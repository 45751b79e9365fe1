select
    asset_class,
    count(*) as loans,
    sum(case when bucket = 'default' then 1 else 0 end) as defaulted,
    sum(case when bucket = 'default' then 1 else 0 end) / count(*) as default_rate
from {{ ref('prep_loans') }}
group by 1
