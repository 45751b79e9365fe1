-- a day with less than nine tenths of the fleet was not loaded whole
select day, count(*) as devices from {{ ref('device_health') }} group by day
having count(*) < 0.9 * (select max(n) from (select count(*) as n from {{ ref('device_health') }} group by day))
