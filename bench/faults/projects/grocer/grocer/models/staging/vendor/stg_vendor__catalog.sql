select
    vendor_code,
    vendor_name,
    upper(country) as vendor_country,
    lead_days,
    margin_target
from {{ ref('vendor_catalog') }}
