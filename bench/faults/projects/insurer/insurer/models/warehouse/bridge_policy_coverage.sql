with weighed as (
    select
        policies.policy_key,
        policies.policy_no,
        policies.version_no,
        policies.annual_premium,
        coverages.peril_code,
        coverages.sum_insured,
        coverages.deductible,
        coverages.sum_insured
        / nullif(sum(coverages.sum_insured) over (partition by policies.policy_key), 0) as weight
    from {{ ref('dim_policy') }} as policies
    inner join {{ ref('stg_pas__coverages') }} as coverages
        on coverages.policy_no = policies.policy_no
        and coverages.version_no = policies.version_no
)

select
    {{ key_of(['policy_no', 'version_no', 'peril_code']) }} as bridge_key,
    policy_key,
    peril_code,
    sum_insured,
    deductible,
    weight,
    annual_premium * weight as allocated_premium
from weighed
