select base_currency as currency, rate_date, eur_per_unit as rate_to_eur
from {{ source('fx', 'daily_rates') }}
