with source as (

    select * from {{ source('erp', 'carrier_invoices') }}

)

select
    invoice_line_id,
    shipment_id,
    carrier_code,
    invoiced_on,
    {{ cents_to_amount('amount_cents') }} as freight_cost
from source
