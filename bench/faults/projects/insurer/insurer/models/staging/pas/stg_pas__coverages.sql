select
    policy_no,
    version_no,
    peril as peril_code,
    sum_insured,
    deductible
from {{ source('pas', 'coverages') }}
