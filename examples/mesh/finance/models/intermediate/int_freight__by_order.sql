with shipments as (

    select * from {{ ref('stg_commerce__shipments') }}

),

invoices as (

    select shipment_id, sum(freight_cost) as freight_cost
    from {{ ref('stg_erp__carrier_invoices') }}
    group by shipment_id

)

select
    shipments.order_id,
    sum(invoices.freight_cost) as freight_cost
from shipments
left join invoices on shipments.shipment_id = invoices.shipment_id
group by shipments.order_id
