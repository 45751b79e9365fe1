{{ config(materialized='view') }}
select
    calendar.iso_week_label,
    {%- for metric in ['revenue_eur', 'orders', 'spend_eur'] %}
    sum(case when metrics.metric = '{{ metric }}' then metrics.metric_value end) as {{ metric }},
    {%- endfor %}
    {{ safe_divide('revenue_eur', 'spend_eur', 2) }} as blended_roas
from {{ ref('metrics_long') }} as metrics
inner join {{ ref('int_calendar') }} as calendar using (date_day)
group by calendar.iso_week_label
