select feature_code, feature_name, area
from {{ source('catalogue', 'features') }}
