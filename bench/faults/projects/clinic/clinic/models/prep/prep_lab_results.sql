with orders as (select * from {{ ref('base_lab__orders') }}),
results as (
    select r.*, row_number() over (partition by lab_order_id order by resulted_at desc) as recency
    from {{ ref('base_lab__results') }} r
),
tests as (select test_code, test_name, panel, price_cents from {{ ref('lab_tests') }})
select
    o.lab_order_id, o.encounter_id, o.test_code, t.test_name, t.panel,
    {{ to_euro('t.price_cents') }} as lab_price,
    r.result_id, r.result_value, r.abnormal_flag, o.ordered_at, r.resulted_at, r.loaded_at
from orders o
left join results r on r.lab_order_id = o.lab_order_id and r.recency = 1
left join tests t on t.test_code = o.test_code
