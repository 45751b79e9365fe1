select
    products.sku,
    products.product_name,
    products.category,
    products.list_price,
    products.pack_size,
    products.vendor_code,
    vendors.vendor_name,
    vendors.margin_target,
    vendors.lead_days
from {{ ref('stg_erp__products') }} as products
left join {{ ref('stg_vendor__catalog') }} as vendors
    on vendors.vendor_code = products.vendor_code
