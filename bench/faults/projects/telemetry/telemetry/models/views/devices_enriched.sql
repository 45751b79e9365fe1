select d.*, s.customer_id, s.country, s.area_m2, c.customer_name, c.tier, c.region
from {{ ref('stg_devices') }} d
left join {{ ref('stg_sites') }} s on s.site_id = d.site_id
left join {{ ref('stg_customers') }} c on c.customer_id = s.customer_id
