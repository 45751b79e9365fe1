-- both sides of a document cancel each other out
select document_no, sum(amount) as balance
from {{ ref('stg_gl__postings') }}
group by document_no
having abs(sum(amount)) > 0.01
