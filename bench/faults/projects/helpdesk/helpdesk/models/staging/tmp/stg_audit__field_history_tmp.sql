select *
from {{ var('field_history') }}
