select
    "MOVNO" as movement_no,
    'C' || "CLAIMNO" as claim_no,
    case "MOV_CD" when 'R1' then 'reserve' when 'P1' then 'payment' when 'P9' then 'recovery' end as kind,
    "AMT" / 100.0 as amount,
    {{ digits_to_date('"BOOK_DT"') }} as booked_on
from {{ source('mf', 'clmmovt') }}
