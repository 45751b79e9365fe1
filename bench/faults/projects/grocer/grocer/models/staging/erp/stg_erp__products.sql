select
    sku,
    name as product_name,
    category,
    {{ cents_to_euros('list_price_cents') }} as list_price,
    vendor_code,
    pack_size,
    modified_at
from {{ source('erp', 'products') }}
