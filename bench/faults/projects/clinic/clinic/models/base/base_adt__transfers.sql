select TRANSFER_ID as transfer_id, ENCOUNTER_ID as encounter_id,
       {{ clean_code('FROM_WARD') }} as from_ward, {{ clean_code('TO_WARD') }} as to_ward, MOVED_AT as moved_at
from {{ source('adt', 'transfers') }}
