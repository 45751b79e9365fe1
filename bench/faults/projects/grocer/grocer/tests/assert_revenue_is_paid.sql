-- what was charged for a day is what was sold on it, give or take a twentieth
select revenue_date, gross_eur, charged_eur
from {{ ref('daily_revenue') }}
where abs(gross_eur - charged_eur) > 0.05 * gross_eur
