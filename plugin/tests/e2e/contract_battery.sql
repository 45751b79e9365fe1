-- Every table of the battery that needs no generating; contract_battery.py says what each one promises.
create table raw.kept as select i as id, (i % 900 + 3)::decimal(10,2) as amount, case i % 2 when 0 then 'paid' else 'open' end as status,
  case when i % 3 = 0 then 'x' end as note, date '2025-01-01' as paid_on, false as refunded, (i % 2 + 1)::integer as tier, now()::timestamp as loaded_at
  from range(1, 11) t(i);
update raw.kept set note = 'x';
create table raw.broken as select * replace (amount::decimal(12,3) as amount) from raw.kept;
insert into raw.broken values (1, -1, 'VOIDED!', null, '1999-01-01', true, -2, now()::timestamp - interval 3 day), (null, null, null, null, null, null, null, null), (2, 1500, 'x', null, '2031-01-01', true, 9, null), (2, 4, 'paid', null, null, null, 1, null);
update raw.broken set loaded_at = loaded_at - interval 3 day, note = null;
create table raw.column_gone as select 1::bigint as id;
create table raw.empty (id bigint, note varchar, status varchar, loaded_at timestamp);
create table raw.all_null as select null::bigint as id, null::integer as amount, null::varchar as word from range(5);
create table raw.not_finite as select unnest([1.5, 'nan'::double, 'inf'::double, '-inf'::double]) as x;
create table raw.digits as select 12345678901234567890.0000000001::decimal(38,10) as x;
create table raw.quiet as select 1 as id from range(7);
create table raw."Bob's Order Items" as select 1 as "Order", 'a' as "group", 1 as "we""ird", -1 as "größe";
create table raw.nonsense as select 1 as id, 1 as n, 'x' as t, date '2025-01-01' as d;
create table raw.no_mapping as select 1 as id;
create table raw.lenient as select null::integer as id, -1 as n;
create table raw.mixed as select null::integer as id, -1 as n;
create table raw.tolerated as select null::integer as id;
create table raw.filtered as select unnest([1, 2, null, null]) as id;
create table raw.stored as select null::integer as id, null::integer as n;
create table raw.exact as select 1 as id, 2 as extra;
create table raw.stale as select 1 as id, (now()::timestamp - interval 3 hour)::varchar as loaded_at;
create table raw.referring as select 1 as id;
create table raw.nested as select {'a': 1} as s, [1] as l;
