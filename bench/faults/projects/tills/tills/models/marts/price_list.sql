select item_id, price, round(price * 1.19, 2) as price_gross from {{ source('stock', 'items') }}
