select id as customer_id, name as customer_name, tier, region from {{ source('crm', 'customers') }}
