{{ config(materialized='incremental', incremental_strategy='merge', unique_key='event_id') }}
select * from {{ ref('stg_web__events') }}
{% if is_incremental() %}
where received_at >= (select max(received_at) - interval 2 day from {{ this }})
{% endif %}
