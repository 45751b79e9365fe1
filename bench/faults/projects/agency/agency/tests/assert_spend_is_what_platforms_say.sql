{{ config(error_if='>0') }}
with said as (
    {% for platform in var('ad_platforms') %}
    select '{{ platform }}' as platform, spend_date, sum(spend) as spend from {{ ref('stg_ads__' ~ platform) }} group by all
    {{ "union all" if not loop.last }}
    {% endfor %}
),

kept as (
    select platform, spend_date, count(*) as campaigns from {{ ref('fct_ad_spend') }} group by all
)

select said.platform, said.spend_date
from said
left join kept using (platform, spend_date)
where kept.campaigns is null and said.spend > 0
