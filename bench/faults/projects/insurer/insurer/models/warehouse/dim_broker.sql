select
    {{ key_of(['broker_id', 'dbt_valid_from']) }} as broker_key,
    broker_id,
    broker_name,
    region,
    tier,
    case
        when lag(dbt_valid_from) over (partition by broker_id order by dbt_valid_from) is null
            then cast('1900-01-01' as timestamp)
        else dbt_valid_from
    end as valid_from,
    coalesce(dbt_valid_to, cast('2999-12-31' as timestamp)) as valid_to,
    dbt_valid_to is null as is_current
from {{ ref('snap_brokers') }}
