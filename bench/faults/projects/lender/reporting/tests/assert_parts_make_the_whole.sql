-- every principal is of an asset class and of a segment
select branch
from {{ ref('rpt_portfolio') }}
where abs(secured + unsecured - principal) > 0.01 or abs(retail + business - principal) > 0.01
