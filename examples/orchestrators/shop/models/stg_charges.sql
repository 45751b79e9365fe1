{{ config(materialized='view') }}

select id as charge_id, amount, customer from {{ source('stripe', 'charges') }}
