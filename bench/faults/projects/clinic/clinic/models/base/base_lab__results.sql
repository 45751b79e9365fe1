with src as (select * from {{ source('lab', 'results') }})
select result_id, order_id as lab_order_id, result_value, unit, flag as abnormal_flag, resulted_at, loaded_at
from src
