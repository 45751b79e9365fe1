with both_systems as (
    select
        coalesce(today.claim_no, old.claim_no) as claim_no,
        coalesce(today.policy_no, old.policy_no) as policy_no,
        coalesce(today.peril_code, old.peril_code) as peril_code,
        coalesce(old.loss_on, today.loss_on) as loss_on,
        coalesce(old.reported_on, today.reported_on) as reported_on,
        coalesce(today.claim_state, old.claim_state) as claim_state,
        today.handler,
        case
            when old.claim_no is null then 'today'
            when today.claim_no is null then 'old'
            else 'both'
        end as system_of_record
    from {{ ref('stg_clm__claims') }} as today
    full outer join {{ ref('stg_mf__claims') }} as old on old.claim_no = today.claim_no
)

select
    {{ key_of(['both_systems.claim_no']) }} as claim_key,
    both_systems.*,
    policies.policy_key,
    policies.product_line
from both_systems
left join {{ ref('dim_policy') }} as policies
    on policies.policy_no = both_systems.policy_no
    and both_systems.loss_on >= policies.valid_from
    and both_systems.loss_on < policies.valid_to
