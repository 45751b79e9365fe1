select plan_code, plan_name, list_price
from {{ ref('stg_billing__plan') }}
