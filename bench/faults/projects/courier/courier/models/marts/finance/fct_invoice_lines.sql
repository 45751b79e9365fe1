select
    lines.line_id,
    lines.shipment_key,
    invoices.account_id,
    shipments.network,
    lines.amount,
    shipments.price,
    lines.amount - shipments.price as difference
from {{ ref('stg_lines') }} as lines
left join {{ source('bill', 'invoices') }} as invoices on invoices.invoice_no = lines.invoice_no
left join {{ ref('stg_shipments') }} as shipments on shipments.shipment_key = lines.shipment_key
