select v.*, d.site_id, d.customer_id, d.device_model
from {{ ref('stg_visits') }} v left join {{ ref('devices_enriched') }} d using (device_id)
