with premium as (
    select document_no from {{ ref('fct_written_premium') }}
    except
    select document_no from {{ ref('stg_gl__postings') }}
),

unknown as (
    select distinct postings.document_no
    from {{ ref('stg_gl__postings') }} as postings
    left join {{ ref('dim_claim') }} as claims on claims.claim_no = postings.reference
    left join {{ ref('dim_policy') }} as policies on policies.policy_no = postings.reference
    where claims.claim_no is null and policies.policy_no is null
)

select document_no, 'not posted' as gap from premium
union all
select document_no, 'posted for nothing' from unknown
