select month as rate_month, currency, per_eur
from {{ source('fx', 'rates') }}
