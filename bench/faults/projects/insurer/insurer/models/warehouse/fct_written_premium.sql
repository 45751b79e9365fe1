{{ config(materialized='incremental', incremental_strategy='merge', unique_key='written_key') }}

select
    {{ key_of(['policy_no', 'version_no']) }} as written_key,
    policy_key,
    policy_no,
    version_no,
    customer_id,
    broker_id,
    product_line,
    valid_from as booked_on,
    'W-' || policy_no || '-' || version_no as document_no,
    case
        when version_no = 1 then annual_premium
        else round((annual_premium - previous_premium) * date_diff('day', valid_from, term_ends_on) / 365, 2)
    end as written_amount
from {{ ref('dim_policy') }}
