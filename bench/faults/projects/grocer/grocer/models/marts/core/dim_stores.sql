select * from {{ ref('stg_erp__stores') }}
