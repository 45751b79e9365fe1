with versions as (

    select
        {{ surrogate_key(['history.account_id', 'history.valid_from']) }} as account_key,
        history.account_id,
        accounts.account_name,
        parents.ultimate_parent_id,
        accounts.owner_employee_id,
        history.segment,
        history.country,
        regions.sales_region,
        history.valid_from,
        history.valid_to,
        history.valid_to = timestamp '9999-12-31' as is_current
    from {{ ref('stg_crm__account_history') }} as history
    inner join {{ ref('stg_crm__account') }} as accounts on accounts.account_id = history.account_id
    left join {{ ref('int_account_parents') }} as parents on parents.account_id = history.account_id
    left join {{ ref('country_regions') }} as regions on regions.country = history.country
),

unknown as (

    select
        '{{ var("unknown_key") }}' as account_key,
        -1 as account_id,
        'Unknown' as account_name,
        'unknown' as segment,
        'Unknown' as sales_region,
        timestamp '1900-01-01' as valid_from,
        timestamp '9999-12-31' as valid_to,
        true as is_current
)

select * from versions
union all by name
select * from unknown
