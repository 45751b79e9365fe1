select
    switched.feature_code,
    features.feature_name,
    features.area,
    count(distinct switched.account_id) as accounts,
    round(
        count(distinct switched.account_id) * 1.0
        / nullif((select count(*) from {{ ref('dim_account') }} where is_current and account_id <> -1), 0), 4
    ) as adoption
from {{ ref('stg_product__account_feature') }} as switched
left join {{ ref('stg_catalogue__feature') }} as features on features.feature_code = switched.feature_code
group by all
