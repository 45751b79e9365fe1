select line_id, invoice_no, {{ key_of('shipment_no') }} as shipment_key, amount_cents / 100.0 as amount
from {{ source('bill', 'lines') }}
