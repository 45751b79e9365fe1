select sale_id, shop, sold_at, cast(sold_at as date) as sold_on, amount from {{ source('pos', 'sales') }}
