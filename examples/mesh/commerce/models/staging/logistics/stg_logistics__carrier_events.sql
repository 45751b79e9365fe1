-- Carriers add fields without telling anyone; whatever they send is passed on.
select * from {{ source('logistics', 'carrier_events') }}
