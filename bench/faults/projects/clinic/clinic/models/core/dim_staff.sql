{{ config(materialized='table') }}
select staff_id, full_name, role as staff_role, home_ward, hired_on
from {{ ref('snap_staff') }}
where dbt_valid_to is null
