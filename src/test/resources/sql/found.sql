-- What random queries found, cut down to what mattered.

-- A negative constant in DISTINCT is no position.
select count(*) from (select distinct coalesce(-25, id), brand from items) as d;

-- A distinct sum of a negative constant.
select category, sum(distinct -20), count(*) from items group by category;

-- An order by constants, between others.
select false as a, brand as b, x'ff' as c, date '2020-02-29' as d, 'it''s' as e from items order by 1, 2, 3, 4 desc, 5 limit 7;

-- A scalar subquery that is correlated with an expression of a derived table.
select (select sum(e.units) from events as e where e.kind = d.kind || '' and e.item_id = d.id), d.id from (select id + 1 as id, label, case when qty > 50 then 'buy' else 'view' end as kind from items where id < 300) as d;

-- A correlated subquery above a lateral join.
select i.id from items as i cross join lateral (select count(*) as n from events as e where e.item_id = i.id) as l where i.price >= (select min(j.price) from items as j where j.id < i.id and j.id < 200) and i.id < 300;

-- A lateral join beside another join.
select distinct i.brand, l.n from items as i join categories as c on c.category < i.category cross join lateral (select count(*) as n from events as e where e.kind = i.brand) as l;

-- A cast that cuts a text short, and one that makes it longer again.
select distinct cast(cast(label as varchar(3)) as varchar), cast(cast(brand as varchar(2)) as varchar(4)) from items;
-- duckdb:
select distinct left(label, 3), left(brand, 2) from items;

-- Branches of a set operation with texts of several lengths.
select cast(label as varchar(4)) from items union all select 'abcdef' from numbers;
-- duckdb:
select left(label, 4) from items union all select 'abcdef' from numbers;

-- A correlated subquery that reads another number of columns than the rows around it.
select a.id from items as a left join items as b on a.id = b.id + 1 where b.id > b.qty or not exists (select 1 from events as e where e.units is not distinct from b.qty and e.kind = 'buy') union select item_id from events;

-- The root of a number that is no square.
select id, sqrt(abs(qty)) from items where id < 9000;

-- A condition that compares with nothing but NULL.
select distinct brand, n from (select brand, 'x' as n from items) as d where nullif(n, n) < n;

-- A list in the order of a constant.
select brand, listagg(kind, ';') within group (order by kind) from (select brand, 'zz' as kind from items where id < 50) as d group by brand;
-- duckdb:
select brand, listagg('zz', ';') from items where id < 50 group by brand;

-- Pairs of which one or both can be no NULL.
select regr_count(id, qty), regr_count(qty, id), regr_count(id, id), regr_count(qty, weight) from items;

-- Texts that only DuckDB reads as values.
select cast('infinity' as timestamp) > stamp, cast('t' as boolean), cast('1.6' as integer), cast('1e3' as integer), cast('2020-01-01 10:00:00+02' as timestamp) from items where id = 3;

-- Constants with all their digits.
select '2020-01-01 00:00:00.123456789'::timestamp_ns, ['2021-08-20 00:00:00.123456'::timestamp], 0.55::double::integer, 0.1::float, cast(2.5e0 as integer) from single_row;

-- Covariances and variances over a window.
-- approximate
select id, covar_pop(id, qty) over (order by id), covar_samp(qty, id) over (), stddev(qty) over (order by id), avg(price) over (partition by qty order by id), regr_count(id, qty) over () from items where id < 50 order by id;

-- The value beside an extreme that is NULL in every row.
select arg_min(id, nothing) is null, max_by(id, nothing) is null, count(*) from (values (1, cast(null as integer))) as t (id, nothing) group by id;
