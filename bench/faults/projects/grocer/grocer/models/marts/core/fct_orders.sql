{{ config(materialized='incremental', unique_key='order_id', on_schema_change='fail') }}

select
    orders.order_id,
    orders.customer_id,
    orders.store_id,
    orders.channel,
    orders.order_status,
    orders.currency,
    orders.placed_at,
    orders.placed_on,
    orders.total_eur,
    orders.synced_at
from {{ ref('int_orders_converted') }} as orders

{% if is_incremental() %}
where orders.synced_at >= (select coalesce(max(synced_at), '1900-01-01') - interval 3 day from {{ this }})
{% endif %}
