select * from (
    select r.*, row_number() over (partition by device_id order by begun_at desc) as latest
    from {{ ref('stg_rollouts') }} r
) where latest = 1
