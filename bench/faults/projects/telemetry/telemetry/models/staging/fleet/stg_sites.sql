select id as site_id, customer as customer_id, country, area_m2 from {{ source('fleet', 'sites') }}
