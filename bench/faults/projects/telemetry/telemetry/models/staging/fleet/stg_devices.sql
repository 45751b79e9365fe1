select id as device_id, site as site_id, model_no as device_model, fw as firmware_version, installed as installed_at
from {{ source('fleet', 'devices') }}
