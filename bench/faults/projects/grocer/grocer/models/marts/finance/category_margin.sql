select
    products.category,
    products.vendor_name,
    sum(lines.line_eur) as revenue_eur,
    sum(lines.line_eur * products.margin_target) as margin_eur,
    sum(lines.line_eur * products.margin_target) / nullif(sum(lines.line_eur), 0) as margin_share
from {{ ref('fct_order_lines') }} as lines
inner join {{ ref('dim_products') }} as products on products.sku = lines.sku
group by 1, 2
