{{ config(materialized='table') }}

select customer, sum(amount) as revenue from {{ ref('stg_charges') }} group by customer
