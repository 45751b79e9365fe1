select account_id, upper(trim(feature_code)) as feature_code, enabled_on
from {{ source('product', 'account_features') }}
