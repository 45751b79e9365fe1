select
    'C' || "CLAIMNO" as claim_no,
    'P' || lpad(trim("POLNO"), 5, '0') as policy_no,
    case "CAUSE_CD"
        when '10' then 'COL'
        when '12' then 'THF'
        when '15' then 'GLS'
        when '20' then 'FIR'
        when '22' then 'WAT'
        when '24' then 'STO'
        when '30' then 'BOD'
        when '31' then 'PRP'
        when '40' then 'CAN'
        when '41' then 'MED'
        else 'XXX'
    end as peril_code,
    {{ digits_to_date('"LOSS_DT"') }} as loss_on,
    {{ digits_to_date('"REP_DT"') }} as reported_on,
    case "STAT" when '1' then 'open' when '2' then 'partly_paid' when '9' then 'closed' end as claim_state
from {{ source('mf', 'clmmast') }}
