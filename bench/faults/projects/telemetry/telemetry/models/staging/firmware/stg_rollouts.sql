select id as rollout_id, dev as device_id, version as firmware_version, begun as begun_at, ended as ended_at, state
from {{ source('firmware', 'rollouts') }}
