{{ config(unique_key='loan_hk') }}
select loan_hk, loan_no, min(load_ts) as load_ts
from {{ ref('stage_loans') }}
{% if is_incremental() %}
where loan_hk not in (select loan_hk from {{ this }})
{% endif %}
group by 1, 2
