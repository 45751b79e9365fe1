select
    policy_no,
    version_no,
    customer_id,
    broker_id,
    product_code,
    case status_code when 'A' then 'active' when 'C' then 'cancelled' else 'other' end as policy_status,
    annual_premium,
    cast(valid_from as date) as valid_from,
    cast(term_ends_on as date) as term_ends_on,
    recorded_at,
    superseded_at
from {{ source('pas', 'policy_versions') }}
where not coalesce(_fivetran_deleted, false)
