with as_known as (
    select * from {{ ref('stg_pas__policy_versions') }}
    where superseded_at is null
),

spans as (
    select
        *,
        coalesce(lead(valid_from) over (partition by policy_no order by version_no), term_ends_on) as valid_to,
        lag(annual_premium) over (partition by policy_no order by version_no) as previous_premium,
        row_number() over (partition by policy_no order by version_no desc) as recency
    from as_known
)

select
    {{ key_of(['policy_no', 'valid_from']) }} as policy_key,
    policy_no,
    version_no,
    customer_id,
    broker_id,
    case product_code
        when 'MOT' then 'Motor'
        when 'HOM' then 'Home'
        when 'LIA' then 'Liability'
        when 'TRV' then 'Travel'
        else 'Other'
    end as product_line,
    policy_status,
    annual_premium,
    previous_premium,
    valid_from,
    valid_to,
    term_ends_on,
    recency = 1 as is_current
from spans
