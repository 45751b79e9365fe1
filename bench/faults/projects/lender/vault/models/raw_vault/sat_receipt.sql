{{ config(unique_key='receipt_id') }}
select loan_hk, receipt_id, paid_on, amount, method, currency, load_ts
from {{ ref('stage_receipts') }}
{% if is_incremental() %}
where load_ts > (select max(load_ts) from {{ this }})
{% endif %}
