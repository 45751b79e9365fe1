with subscriptions as (

    select * from {{ ref('stg_billing__subscriptions') }}

),

plans as (

    select * from {{ ref('plans') }}

)

select
    subscriptions.*,
    plans.plan_tier,
    plans.list_price,
    subscriptions.mrr / nullif(plans.list_price, 0) as paid_share
from subscriptions
left join plans on plans.plan_code = subscriptions.plan_code
