{{ config(materialized='incremental', unique_key=['shop', 'sold_on']) }}
select shop, sold_on, count(*) as sales, sum(amount) as amount from {{ ref('stg_sales') }} group by 1, 2
