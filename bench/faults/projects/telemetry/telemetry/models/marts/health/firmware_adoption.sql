select firmware_version, state, count(*) as devices
from {{ ref('rollout_status') }}
group by all
