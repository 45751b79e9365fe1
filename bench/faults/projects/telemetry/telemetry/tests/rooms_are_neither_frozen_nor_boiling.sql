{{ config(severity='warn') }}
select device_id, day from {{ ref('device_health') }} where mean_temperature not between 5 and 40
