select * exclude (dev, ts), dev as device_id, ts as seen_at from {{ source('gateway', 'heartbeats') }}
