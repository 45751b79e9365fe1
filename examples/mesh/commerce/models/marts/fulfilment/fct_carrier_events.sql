{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='event_id',
        on_schema_change='append_new_columns'
    )
}}

select
    event_id,
    shipment_id,
    event_code,
    occurred_at,
    depot,
    loaded_at
from {{ ref('stg_logistics__carrier_events') }}

{% if is_incremental() %}
-- Carriers correct events for up to three days.
where loaded_at > (select max(loaded_at) - interval 3 day from {{ this }})
{% endif %}
