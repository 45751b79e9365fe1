{{ config(severity='warn') }}
select stores.store_id
from {{ ref('dim_stores') }} as stores
left join {{ ref('stock_cover') }} as cover on cover.store_id = stores.store_id
where cover.store_id is null
