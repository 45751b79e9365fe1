{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='lab_order_id') }}
select lab_order_id, encounter_id, test_code, panel, result_value, abnormal_flag, ordered_at, resulted_at
from {{ ref('prep_lab_results') }}
{% if is_incremental() %}
where ordered_at > (select max(ordered_at) - interval 3 day from {{ this }})
{% endif %}
