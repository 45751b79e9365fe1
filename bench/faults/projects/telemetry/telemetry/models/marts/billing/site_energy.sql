select e.site_id, e.customer_id, e.region, x.day, sum(x.kwh) as kwh, sum(x.kwh / e.area_m2) as kwh_per_m2
from {{ ref('device_days') }} x
join {{ ref('devices_enriched') }} e using (device_id)
where x.kwh is not null
group by all
