select
    strptime("Month" || '-01', '%Y-%m-%d')::date as budget_month,
    lower(replace(trim("Channel"), ' ', '_')) as channel,
    upper("Market") as market,
    {{ typed_number('"Budget"') }} as budget_eur,
    {{ typed_number('"Target ROAS"') }} / 100 as target_roas
from {{ source('sheets', 'media_plan') }}
where "Month" is not null
