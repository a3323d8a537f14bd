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

-- A constant double becomes an integer as a column of doubles does.
select 0.55::double::integer, cast(2.5e0 as integer), cast(-0.5e0 as bigint), cast(1.005e0 as decimal(5, 2)), cast(weight as integer) from items where id < 5;

-- A constant timestamp keeps its microseconds when it is cast.
select cast(timestamp '2020-01-01 10:00:00.123456' as time), cast('2020-01-01 10:00:00.123456' as timestamp);

-- ROLLUP with a key that stands twice.
select category, brand, count(*) from items group by rollup(category, category, brand);

-- CUBE with a key that stands twice.
select category, brand, count(*), grouping(brand) from items group by cube(category, brand, category);

-- A recursion whose texts grow.
with recursive t(n, s) as (values (1, 'a') union all select n + 1, s || 'b' from t where n < 9) select n, s from t;

-- A recursion over a table, read twice.
with recursive t(id, path) as (select id, label from items where id < 3 union all select i.id, t.path || '>' || i.label from t join items as i on i.id = t.id * 2 + 1 where i.id < 500) select a.path, b.id from t as a join t as b on a.id = b.id + 1;

-- A recursion in a sub-query that refers to the row around it.
select id, (with recursive t(n) as (select i.id union select (n + 1) % 5 from t where n < i.id + 3) select sum(n) from t) from items as i where id < 9;

-- RECURSIVE stands once for all queries of a WITH.
with recursive a as (select id from items where id < 3), t(n) as (select id from a union all select n + 3 from t where n < 12) select n from t;

-- A recursion beside what only Calcite computes.
with recursive t(n) as (select 1 union all select n * 2 from t where n < 1000) select t.n, cast(weight as varchar) from t join items on n = id where weight is not null and abs(weight) < 100;

-- Constants of several lengths are compared.
select count(*) from items where 'a' not between 'a b' and 'a b' and brand not in (select kind from events where units < 0);

-- NOT IN of nothing, above a condition that is always true.
select count(*) from items where 'a' not between 'a b' and 'a b' or cast(weight as varchar) not in (select brand from categories, items as j where j.id < 0);

-- A window beside what only Calcite computes.
select id, rank() over (partition by cast(weight as varchar) order by id) from items where id < 300;

-- The list of one of two tables that both have one of that name.
select r.n, count(*) from (select array[id, 1] as l, id from items where id < 9) as a left join (select array[id, 2] as l, id from items where id < 5) as b on a.id = b.id cross join unnest(b.l) as r(n) group by r.n;
-- duckdb:
select r.n, count(*) from (select [id, 1] as l, id from items where id < 9) as a left join (select [id, 2] as l, id from items where id < 5) as b on a.id = b.id cross join unnest(b.l) as r(n) group by r.n;

-- The grand total of no rows, beside what only Calcite computes.
select cast(weight as varchar), brand, count(*), grouping(brand) from items where id < 0 group by cube(cast(weight as varchar), brand);

-- An aggregate above a lateral join and a join that has to be gathered.
select listagg(l.m, ',') within group (order by l.m) from items as i full join categories as c on i.category = c.category cross join lateral (select max(e.kind) as m from events as e where e.item_id = i.id) as l where i.id < 40;
-- duckdb:
select listagg(l.m, ',' order by l.m) from items as i full join categories as c on i.category = c.category cross join lateral (select max(e.kind) as m from events as e where e.item_id = i.id) as l where i.id < 40;

-- A correlated sub-query above UNNEST, beside what only Calcite computes.
select a.id, u.n, cast(a.w as varchar) from (select id, weight as w, array[1, 2] as l from items where id < 20) as a cross join unnest(a.l) as u(n) where not exists (select 1 from events as e where e.item_id is not distinct from a.id and e.kind = 'buy');
-- duckdb:
select a.id, u.n, cast(a.w as varchar) from (select id, weight as w, [1, 2] as l from items where id < 20) as a cross join unnest(a.l) as u(n) where not exists (select 1 from events as e where e.item_id is not distinct from a.id and e.kind = 'buy');

-- IN of NULLs is unknown where nothing is equal, also for what is never NULL.
select id, (id in (select item_id from events)) is not true, (id in (select nullif(item_id, 3) from events)) is null, (id in (select nullif(item_id, 3) from events)) is not false, id not in (select nullif(item_id, 3) from events) is unknown from items where id < 60;

-- As a condition, for several types and pairs.
select count(*) from items where (id in (select nullif(item_id, 3) from events where item_id < 90)) is not true and ((coalesce(brand, 'a') in (select nullif(kind, 'buy') from events)) is null or ((id, coalesce(qty, 0)) in (select item_id, nullif(units, 2) from events)) is not false);

-- Beside what only Calcite computes.
select cast(weight as varchar), (id in (select nullif(item_id, 3) from events where item_id < 90)) is not true from items where (id in (select nullif(item_id, 5) from events where item_id < 70)) is not true and id < 300;

-- As a condition of a join, and in a view's place.
select count(*), sum(i.id) from items as i join categories as c on i.category = c.category and ((i.id in (select nullif(item_id, 3) from events where item_id < 90)) is not true) join (select id from items where (id + 1 in (select nullif(item_id, 4) from events)) is null) as d on d.id = i.id;

-- Comparisons of one value with constants, written as lists.
select * from items where id = 3 or id = 5 or label = 'x' or id = 8 or id = 5 or 4100 = id;

-- The same with NULLs, several values, negated, and repeated terms.
select id, qty = 1 or qty = 2 or brand = 'acme' or qty = 3 or brand = 'zeta', qty <> 1 and qty <> 2 and brand <> 'acme' and qty <> 3, qty is null or qty is null, price = 1.5 or price = 10 or price = 1.25 or price = 3e0 from items where id < 400;

-- As doubles, dates and texts of several lengths.
select * from items where weight = 1 or weight = 2.5 or weight = 3 or label = 'a' or label = 'abc' or label = 'item-7';

-- Comparisons with what is computed anew stay apart.
select count(*) from items where random() = 2 or random() = 3;

-- The grand total of no rows, which only planning finds out, below a window.
select brand, sold, count(*), sum(weight), rank() over (order by min(cast(weight as varchar)) nulls last) from (select * from items where brand not like '%') as i group by rollup(brand, sold, brand);

-- A condition on rows that a lateral join refers to, two of which have as many columns.
select cast(t.weight as varchar), count(*), sum(count(*)) over () from (select id, weight, brand, array[id, 1] as l from items where id < 40) as t cross join unnest(t.l) as u(n) where t.brand in ('Acme', 'Bolt') or not exists (select 1 from events as e where e.item_id is not distinct from t.id and e.kind = 'buy') group by cast(t.weight as varchar);
-- duckdb:
select cast(t.weight as varchar), count(*), sum(count(*)) over () from (select id, weight, brand, [id, 1] as l from items where id < 40) as t cross join unnest(t.l) as u(n) where t.brand in ('Acme', 'Bolt') or not exists (select 1 from events as e where e.item_id is not distinct from t.id and e.kind = 'buy') group by cast(t.weight as varchar);

-- Variances and covariances of no rows, beside what only Calcite computes.
select covar_pop(w, w), covar_samp(w, w), stddev(w), var_pop(w), regr_sxx(w, w), regr_syy(w, w), corr(w, w), regr_r2(w, w), count(*) from (select weight as w, cast(weight as varchar) as v from items) as i where v = 'none';

-- Variances, covariances and regressions beside what only Calcite computes.
-- approximate
select brand, stddev(id), stddev_pop(price), variance(price), var_pop(id), var_samp(discount), covar_pop(id, price), covar_samp(price, qty), regr_count(id, qty), regr_sxx(id, qty), regr_syy(id, qty), max(cast(weight as varchar)) from items group by brand;

-- Regressions beside what only Calcite computes.
-- approximate
select brand, corr(id, price), regr_avgx(id, qty), regr_avgy(id, qty), regr_sxy(id, qty), regr_r2(price, weight), regr_slope(price, weight), regr_intercept(price, weight), max(cast(weight as varchar)) from items group by rollup(brand);

-- Regressions through one point and through equal ones.
select id, corr(qty, price), regr_r2(qty, price), regr_slope(qty, price), regr_intercept(qty, price), regr_sxx(qty, price), covar_samp(id, id), stddev_samp(id), max(cast(weight as varchar)) from items where id < 9 group by id;

-- Variances of some rows, and of values that differ.
-- approximate
select brand, covar_pop(id, price) filter (where qty > 30), stddev(distinct qty), var_pop(distinct price) filter (where cast(weight as varchar) < '2'), max(cast(weight as varchar)) from items group by brand;

-- A variance and a covariance of columns that an outer join fills with NULLs.
-- approximate
select i.brand, var_pop(e.units), covar_samp(e.units, i.id), max(cast(i.weight as varchar)) from items as i left join events as e on i.id = e.item_id and e.units > 3 where i.id < 200 group by i.brand;

-- IN in a column by whose number rows are grouped.
select case when sold not in (date '2021-06-15', null, sold) then qty when sold in (date '2021-06-16', sold) then 1 end as k, count(*) from items group by 1 order by 1;

-- A recursion whose texts grow past the length of their first type.
with recursive t(n, s, u) as (select id, cast(null as varchar(3)), cast(brand as varchar(9)) from items where id < 3 union all select n + 5, s || 'ab', u || '!' from t where n < 30) select s, u, count(*), grouping(s) from t group by grouping sets ((s, u), (), (s)) order by 1, 2, 3, 4;

-- Rounded decimals keep as many digits as are left, and signs are small.
select round(price, 1), round(price), round(price, -1), round(price, 5), round(sum(price) over (), 1), sign(price), sign(-id), sign(weight), round(weight, 2), round(cast(99.95 as decimal(4, 2)), 1), round(price * 1.25, 3) from items where id < 50;

-- Rounded decimals as keys, beside what only Calcite computes.
select round(price, 1) as r, count(*), sum(sign(id)) from items group by round(price, 1);

-- The same beside the text of a floating-point number.
select cast(weight as varchar), round(price, 1), sign(id - 5), sign(weight), round(price) from items where id < 50;

-- The columns of * where joins share some, in their places on the left.
select * from (select id, brand, category from items where id < 50) as i join categories as c using (category) order by id;
select * from (select id, brand, category from items where id < 50) as i natural full join categories as c order by id, category;
select *, 1 from (select id, brand, category from items where id < 50) as i right join (select distinct brand as b, category from items where id between 40 and 60) as c using (category) order by category, b, id;

-- A column that an outer join shares, shared once more.
select * from (select id, qty from items where id < 5) as a full join (select id, brand from items where id between 3 and 8) as b using (id) full join (select id, category from items where id between 6 and 12) as c using (id) order by id;
select id, count(*) from (select id from items where id < 5) as a join (select id from items) as b using (id) right join (select id from items where id < 9) as c using (id) group by id;

-- Intervals among the results, and as text.
select id, interval 36 hour, id * interval '1' day, interval '13 months' from items where id < 5;
select cast(interval '36 hours' as varchar), interval '1' year;

-- The fraction of an epoch, and of a percentile between integers.
select id, extract(epoch from stamp + interval '500' millisecond), extract(epoch from sold), date_part('dow', sold), date_part('epoch', stamp) from items where id < 100;
select brand, percentile_cont(0.3) within group (order by qty), percentile_cont(0.3) within group (order by id desc), percentile_disc(0.5) within group (order by qty) from items group by brand;

-- A frame beside the name of a window.
select id, sum(qty) over (w rows between current row and 2 following), count(*) over (w range between unbounded preceding and current row exclude current row), sum(qty) over w from items where id < 200 window w as (partition by brand order by id);

-- Functions that Calcite knows with another meaning.
select substr(brand, -3, 2), lpad(brand, -1, 'x'), rpad(brand, 9, '-'), split_part(brand, '', 1) from items where id < 50;

-- Left and right of a negative length, and logarithms.
select left(brand, -2), right(brand, -2), reverse(brand), string_to_array(brand || '|' || brand, '|'), log(id), log2(id), ln(id), log(2, id + 1) from items where id < 50;

-- The order of a sub-query.
select brand, list(id) from (select id, brand from items where id < 100 order by qty desc, id) group by brand;
select array_agg(n), string_agg(cast(n as varchar), ',') from (select id as n from items where id < 30 order by n desc) as t;
select * from (select id, qty from items order by id desc) as t limit 3;
select id, row_number() over () from (select id from items where id < 30 order by id desc) as t;

-- Arithmetic with what is text for Calcite, and remainders of floating-point numbers.
select i + i, -i, i * 2 from (select to_days(cast(id as integer)) as i from items where id < 9) as t;
select id, weight % 2, cast(id as double) % 3 from items where id < 100;
select 'four: ' || 2 + 2, true::text, cast(false as varchar) || 'x', true::boolean::text;

-- NULLs among the elements of lists that are cast, beside what only Calcite computes.
select cast(l as bigint array), cast(m as bigint array array), cast(w as varchar) from (select weight as w, array[id, case when id > 1 then null else 3 end] as l, array[array[id, null], null] as m from items where id < 9) as t;
-- duckdb:
select cast(l as bigint[]), cast(m as bigint[][]), cast(w as varchar) from (select weight as w, [id, case when id > 1 then null else 3 end] as l, [[id, null], null] as m from items where id < 9) as t;

-- A list among more than six keys, beside what only Calcite computes.
select cast(weight as varchar), l, brand, category, qty, sold, id, count(*), count(l), grouping(l) from (select weight, array[id % 3, null, 1] as l, brand, category, qty, sold, id from items where id < 20) as t group by rollup(cast(weight as varchar), l, brand, category, qty, sold, id);
-- duckdb:
select cast(weight as varchar), l, brand, category, qty, sold, id, count(*), count(l), grouping(l) from (select weight, [id % 3, null, 1] as l, brand, category, qty, sold, id from items where id < 20) as t group by rollup(cast(weight as varchar), l, brand, category, qty, sold, id);

-- What is never NULL among groups, with a grand total, beside what only Calcite computes.
select min(n), cast(weight as varchar), brand, count(*) from (select 84 as n, weight, brand from items where id < 9) as t group by rollup(cast(weight as varchar), brand);

-- DuckDB's functions of dates, with constants of dates.
select floor(sold to month), date_diff('day', sold, date '2021-06-15'), datediff('month', stamp, timestamp '2021-06-15 10:00:00'), datepart('year', sold) from items where id < 9;
-- duckdb:
select cast(date_trunc('month', sold) as date), date_diff('day', sold, date '2021-06-15'), datediff('month', stamp, timestamp '2021-06-15 10:00:00'), datepart('year', sold) from items where id < 9;

-- Bits of numbers, beside what only DuckDB computes.
select id & 3, cast(qty as bigint) & 12, reverse(brand), min(qty & 3), count(*) from items where id < 50 group by 1, 2, 3;

-- An ordered aggregate of some rows.
-- parameters: 3
select string_agg(brand, ',' order by id desc) filter (where id > ?), array_agg(id order by id desc) filter (where id > 2), listagg(brand, ';') within group (order by id) filter (where id < 5) from items where id < 9;
-- duckdb:
select string_agg(brand, ',' order by id desc) filter (where id > ?), array_agg(id order by id desc) filter (where id > 2), listagg(brand, ';' order by id) filter (where id < 5) from items where id < 9;

-- A branch with types of its own, below an order and a limit.
select x, y from (select stamp as x, brand as y from items where id < 300 union all select timestamp '2021-01-01 00:00:00', case when units > 3 then 'a' else 'b' end from events where item_id < 300) as u order by 1 desc nulls first, 2 limit 26 offset 4;

-- A BIGINT that becomes a decimal leaves room for digits after the point.
select cast(2 as decimal(38, 6)) as x from items where id < 2 union all (select cast(id as bigint) from items where id < 3 union all select 1.25 from items where id < 2);

-- Lists of which some may be NULL, of numbers of several types.
select array[id, cast(id as decimal(20, 0))] from items where id < 3 union (select case when id > 1 then array[qty, 2] end from items where id < 3);
-- duckdb:
select [id, cast(id as decimal(20, 0))] from items where id < 3 union (select case when id > 1 then [qty, 2] end from items where id < 3);

-- Texts with escapes, digits in groups, and bytes.
select E'a\tb\u0061\x41\101\\''', 1_000.5, .000_005, 1_0e1_0;
select .000_005;
select 'ab'::binary, 'a'::blob = '\x61';

-- Joins come before commas.
select a.id, b.id, c.category from (select id from items where id < 4) as a, (select id, category from items where id < 6) as b right join categories as c on b.category = c.category order by 1, 2, 3;
select a.id, b.id, c.category from (select id from items where id < 4) as a, (select id, category from items where id < 6) as b left join items as d on b.id = d.id full join categories as c on b.category = c.category order by 1, 2, 3;
select * from (select id from items where id < 4) as a, (select id, brand from items where id < 6) as b natural join (select id, qty from items where id < 9) as c order by 1, 2;

-- Aggregates of columns of an outer query, and of none of their own.
select (select count(n) filter (where i.qty > 3) from (values (1)) as t(n)) from items as i where id < 20;
select (select max((select j.qty from items as j where j.id = i.id)) filter (where i.id < 10)) from items as i where id < 100;
select id, (select count(*) filter (where i.qty > c.n) from (values (1), (5)) as c(n)) from items as i where id < 20;

-- A date and an interval make a timestamp, which is still compared with dates.
select id, sold + interval '1' day, sold - interval '1' month, interval '2' hour + sold, sold + qty * interval '1' day, max(sold + interval 1 year) over () from items where id < 50;
select count(*), min(sold - interval '36' hour) from items where sold < date '2021-06-15' + interval '1' month and sold + interval '12' hour > timestamp '2021-01-01 12:00:00';
select case when id > 3 then sold + interval 1 day else sold end from items where id < 9 union all select sold from items where id = 9;

-- Types of numbers.
select id, cast(weight as real) * 1.5, cast(weight as real) / 3, cast(price as decimal(9)), cast(2.5 as decimal), floor(id), ceil(qty), floor(price), ceiling(2) from items where id < 30;

-- Texts that stand beside numbers and dates, and defaults.
select coalesce(qty, '7'), case when id > 3 then id else '0' end, coalesce(sold, '2001-01-01'), greatest(id, '2') from items where id < 30;
select id, lag(qty, 1, 0.7) over (order by id), lead(id, 2, '5') over (order by id) from items where id < 30;

-- Casts to texts give DuckDB's.
select id, cast(price as varchar), cast(weight as varchar), cast(id > 5 as varchar), concat(id > 5, price), 'x' || (qty = 3), cast(stamp as varchar), cast(stamp + interval '1500' microsecond as varchar), cast(cast(weight as real) as varchar) from items where id < 50;
select cast(weight as varchar), upper(cast(qty > 3 as varchar)), count(*) from items group by 1, 2;
select true::text, (1 = 1)::varchar, 0.5::varchar, cast(1.5e0 as varchar), 'ab'::blob::varchar, concat(1, 1.01, 'A', true, null);

-- Texts with escapes, digits in groups, and bytes.
select E'a\tb\u0061\x41\101\\''', 1_000.5, .000_005, 1_0e1_0;
select .000_005;
select 'ab'::binary, 'a'::blob = '\x61';

-- Uses of the escape character that Calcite refuses.
select brand like '%b%rand%' escape 'b', 'be_r' not like 'b_e__r' escape '_', 'maca' like 'm%aca' escape '%' from items where id < 9;
select id, overlay(brand placing 'xyz' from 99), overlay(brand placing 'x' from 2 for 3), overlay(brand placing 'yy' from 3), overlay(brand placing 'z' from -1) from items where id < 9;

-- Joins come before commas.
select a.id, b.id, c.category from (select id from items where id < 4) as a, (select id, category from items where id < 6) as b right join categories as c on b.category = c.category order by 1, 2, 3;
select a.id, b.id, c.category from (select id from items where id < 4) as a, (select id, category from items where id < 6) as b left join items as d on b.id = d.id full join categories as c on b.category = c.category order by 1, 2, 3;
select * from (select id from items where id < 4) as a, (select id, brand from items where id < 6) as b natural join (select id, qty from items where id < 9) as c order by 1, 2;

-- Rows whose members have no names.
select row(id, brand), row(null), row(null, 1), [row(1, 2)] from items where id < 5;
select x from (values (row(1, 2)), (row(1, 3))) as t(x) union select x from (values (row(1, 2)), (row(1, 4))) as t(x);

-- Times in a time zone.
select '2022-10-01 12:00:00-08:00'::timestamp with time zone, stamp::timestamptz, stamp::timestamptz = stamp, '2000-01-01T00:00:00'::timestamp::timestamptz from items where id < 9;

-- Lists that queries give.
select id, 'foo'::text = any((select array['abc', 'foo']::text[])::text[]), brand = any((select list(brand) from items where id < 3)::text[]) from items where id < 5;

-- Parts of intervals.
select extract(hour from '1 day 48 hours 3600 minutes'::interval), interval '-3 day'::varchar;

-- A WITH that aggregates, used more than once, with another beside it.
with c as (select brand, count(*) as n, sum(qty) as s from items group by brand union all select category, count(*), sum(small) from items group by category), d as (select max(n) as m from c) select a.brand, a.n, b.s, (select m from d) from c as a join c as b on a.n = b.n and a.s < b.s union all select brand, n, s, 0 from c;

-- A list among the keys of grouping sets, beside a function that only Calcite computes.
select l, category, brand, active, count(*), max(soundex(brand)) from (select array[qty, small] as l, category, brand, active from items where id < 300) as i group by grouping sets ((l, category), (brand, active), (l, active));
-- duckdb:
select l, category, brand, active, count(*), 'B653' from (select [qty, small] as l, category, brand, active from items where id < 300) as i group by grouping sets ((l, category), (brand, active), (l, active));

-- The widest whole numbers in both forms, in one column.
select x from (select cast(id as hugeint) as x from items union all select coalesce(9223372036854775807, cast(id as hugeint)) from items union all select cast(id as decimal(38, 0)) from items) as t where x < 100 or x > 9000;

-- Rows with NULLs in them are equal or not.
select a, b, (a, b) in ((1, 2), (3, 1)), (a, b) = (1, null), (a, b) <> (b, a), row(a, 'x') = row(b, 'x'), (a, (b, a)) = (1, (2, 1)) from keyed;
select count(*), min(zoned) from keyed where (a, b) not in ((1, 2), (3, 1));
select count(*), min(zoned) from keyed where (a, b) in ((1, 2), (3, null)) or (a, b) = (2, 0);
select count(*) from keyed where (a, b) in ((1, 2), (3, 1), (2, 2), (0, 0));
select case when (a, b) in ((1, 2)) then 'x' when not (a, b) = (3, 1) then 'y' else 'z' end as c, count(*) from keyed group by 1;
select count(*) from keyed as x join (select distinct a, b from keyed) as y on (x.a, x.b) = (y.a, y.b);
select count(*) from keyed where soundex('x') = 'X000' and (a, b) not in ((1, 2), (3, 1));
-- duckdb:
select count(*) from keyed where (a, b) not in ((1, 2), (3, 1));

-- Times in a time zone and intervals.
select zoned + interval '1' month, zoned - interval 1 day, interval '1' year + zoned, zoned + interval 1 millisecond, zoned + interval (a) day from keyed;
select a, max(zoned + interval '1' month), min(date_trunc('month', zoned) - interval '1' day) from keyed group by a;
select count(*) from keyed where zoned + interval '1' month > '2020-04-01'::timestamptz;

-- Fractions of a second are rounded.
select cast(ts as timestamp(0)), cast(ts as timestamp(3)), ts::timestamp_s = ts, ts::timestamp_ms::timestamp, cast('2016-02-26 19:06:00.623' as timestamp(0)) from keyed;

-- A UUID has more than one text.
select u, b from keyed where u = '00000000-0000-4000-8000-ABCDEF000007' or u in ('00000000000040008000abcdef000008', '{00000000-0000-4000-8000-abcdef000009}', '00000000-0000-4000-8000-abcdef000010');
select count(*) from (select u from keyed) as k where u <> '00000000-0000-4000-8000-ABCDEF000007';
select count(*) from keyed where u = upper(u::varchar);
select coalesce(u, '000000000000400080000000000000FF'), nullif(u, '00000000-0000-4000-8000-ABCDEF000007'), u::uuid = '00000000-0000-4000-8000-ABCDEF000007' from keyed;
select count(*) from keyed where u = '00000000-0000-4000-8000-abcdef000007';

-- Elements from the end of a list, members of structs by other spellings, arrays.
select places[-1], places[1], places[a], places[-b], places[0], st['I'], st['j'], st.i from keyed;
select min(st)['i'], max(st)['J'], min(spans), max(spans) from keyed;
select [1, 2, 3]::int[3], typeof(places[1:1]), [a, b]::bigint[2] from keyed where a = 1;

-- Names of types that stand for others.
select try_cast(a - 1 as utinyint), cast(300 as usmallint), try_cast(big as uinteger), cast(weight as hugeint), 2.5e0::hugeint from (select a, a * 1000000000000 - 5 as big, a * 0.5e0 as weight from keyed where a >= 0) as k;
select bit_and('010110'::bit), '0101'::bit & '1100'::bit, try_cast('\xAA' as blob), try_cast('\xA' as blob);
select a, sum(h), avg(h), max(h) from keyed group by a;
select h + 1, h * 2, sum(h) over (partition by b) from keyed where a = 2;

-- JSON texts in the order in which they are written, with NULLs.
select json_object('b', a, 'a', b), json_array(1, a, null) from keyed;

-- What means IS NOT DISTINCT FROM, but not under a NOT.
select count(*) from keyed as x join numbers as y on not (x.a = y.n or (x.a is null and y.n is null));
select count(*) from keyed as x left join sparse as y on x.b = y.b and not ((x.a is null and y.a is null) or x.a = y.a);
select count(*) from keyed as x join sparse as y on (x.a = y.a or (x.a is null and y.a is null)) is false or not (x.b = y.b or x.a = y.a and y.b > 3);

-- Windows that are NULL: of too few rows, of none, and of a NULL despite a default.
select id, nth_value(id, 2) over (order by id) is distinct from 3 from items where id < 20;
select id from items where id < 50 qualify nth_value(id, 2) over (partition by brand order by id) is distinct from 3;
select id, first_value(id) over (order by id rows between unbounded preceding and current row exclude group) is distinct from 3, sum(id) over (order by id rows between unbounded preceding and current row exclude current row) is null, count(*) over (order by id rows between unbounded preceding and current row exclude current row) from items where id < 50;
select id, lag(qty, 1, 0) over (order by id) is distinct from 3, lag(qty, 1, 0) over (order by id) is null, lead(id, qty, 0) over (order by id) is null from items where id < 50;

-- Aggregates that are NULL for one row, or for none.
select var_samp(id) is null, stddev_samp(id) is null, covar_samp(id, id) is null, avg(id) is null, covar_pop(id, id) is null from items where id < 4 group by id;
select id from items where id < 4 group by id having covar_samp(id, id) is distinct from 1;
select list(id) is null, array_agg(id) is null, min(id) is null, count(id) is null from items where id < 0;
select category, list(id) filter (where qty < 0) is null, array_agg(id) filter (where qty < 0) is null, array_agg(id order by id desc) from items where id < 20 group by category;

-- What is between or beside HUGEINTs.
select median(s), quantile_cont(s, 0.25), mad(s), percentile_cont(0.3) within group (order by s), quantile_disc(s, 0.5) from (select sum(qty) as s from items group by brand, category) as t;
select s, median(s) over (), floor(s), ceil(s), printf('%d', s) from (select category, sum(qty) as s from items group by category) as t;
select median(c), median(big) from (select count(*) as c, max(big) as big from items group by category) as t;

-- Different values become a text in an order of their own.
select category, string_agg(distinct qty, ',' order by qty desc), string_agg(distinct sold, ' ' order by sold), string_agg(distinct brand, ',' order by brand) from items where id < 300 group by category;

-- Aggregates of what is never NULL, over no rows.
select string_agg(brand, ',') is null, array_agg(brand) is null, listagg(brand) is null, percentile_disc(0.5) within group (order by id) is null, mode(brand) is null, max(brand) is null, count(brand) is null from items where id < 0;
select category, string_agg(brand, ',') filter (where brand = 'none') is null, coalesce(string_agg(brand, ',' order by brand, id) filter (where id < 30), 'none') from items group by category;
select string_agg(brand, ',') is null, array_agg(brand order by id) is null, count(*) from items where id < 0 group by rollup (category);
select array_agg(brand order by id) is null, coalesce(string_agg(brand, ',' order by id), 'none') from items where id < 0;

-- Lists with the NULLs in them, in groups, over windows and in lateral joins.
select a, array_agg(b order by b), list(b order by b), len(array_agg(b)) from keyed group by a;
select array_agg(x), array_agg(distinct x) from (select nullif(n, n) as x from numbers) as t;
select array_agg(null), array_agg(42) from numbers;
select a, b, array_agg(b) over (partition by a order by b rows between 1 following and 2 following) from keyed order by a, b;
select n, l from numbers, lateral (select a + 1 as k, array_agg(b order by b) as l from keyed where a <= n group by a + 1) as s order by n, k, l;

-- A derived table sees what stands before it in its FROM before it sees an outer query.
select (select r from (select q1 as q2) as x, (select q2 as r) as y) from (select 1 as q1, 2 as q2) as t;
select a, (select max(c) from (select b from sparse) as x, (select n as c from numbers where n = b) as y), (select sum(r) from (select a as b) as x join (select z.b as r from (select b) as z) as y on true) from keyed where b = 2;

-- What is unknown of a = b or both NULL, in a condition that asks.
with k as (select nullif(n % 4, 0) as a, n as b from numbers) select x.b, y.b from k as x left join k as y on (x.a = y.a or (x.a is null and y.a is null)) is null;
with k as (select nullif(n % 4, 0) as a, n as b from numbers) select x.b, y.b from k as x join k as y on (x.a = y.a or (x.a is null and y.a is null)) is not false;
with k as (select nullif(n % 4, 0) as a, n as b from numbers) select x.b, y.b from k as x join k as y on coalesce(x.a = y.a or (x.a is null and y.a is null), true);
select count(*) from (values (0, cast(null as integer))) as l(a, b) join (values (false)) as r(c) on (l.a = l.b or (l.a is null and l.b is null)) = r.c;

-- A struct of NULLs is not NULL.
with k as (select n, case when n > 2 then {'i': nullif(n, 3), 'j': nullif(n, n)} end as st from numbers) select x.n, y.n from k as x join k as y on x.st is not distinct from y.st;
select count(*) from keyed where st is distinct from {'i': 3, 'J': 'A'};
select [{'a': 42}, {'b': 84}], [{'a': 1, 'b': 2}, {'a': 3, 'b': 4}];

-- What depends on the order of a WITH, or of a sub-query of a sub-query.
with t(i) as materialized (select id from items order by id desc) select i from t limit 5;
with t as (select id from items where id < 30 order by id desc), u as (select id + 1 as i from t) select list(i), (select i from u limit 1) from u as x;
select id from (select id from (select id, qty from items order by id desc) as x where qty > 3) as y limit 5;

-- The type of what only DuckDB types.
select typeof(length(word)), typeof(sum(n) over ()), typeof(strpos(word, 'o')) from numbers;

-- HUGEINTs that are no DECIMAL(38), alone and in lists.
select '170141183460469231731687303715884105727'::hugeint - 10::hugeint, md5_number('hello'), factorial(30);
select list_median(r), list_median([1, 2]) from (select list(n::hugeint) as r from numbers) as t;

-- Years of more than four digits.
select timestamp '294247-01-10 04:00:54.775806', date '12345-01-01', date '-12345-01-01', timestamp '2020-01-01 00:00:00';

-- What is of DuckDB's types alone.
select n, struct_pack(n), array_value(n, 42) from numbers;
select (n / 2.0)::decimal(3, 1)::variant::json from numbers;

-- Windows that add to windows.
select n, count(*) over w from numbers window base as (order by n), w as (base rows between current row and unbounded following) order by n;
select a, b, sum(b) over v, count(b) over (w rows between 1 preceding and current row) from keyed where a > 0 window base as (partition by a), w as (base order by b), v as (w rows between 1 preceding and 1 following) order by a, b;
select n from numbers window base as (order by n) qualify sum(n) over (base rows between current row and unbounded following) > 6;

-- All rows of a recursion.
with recursive t(k, v) using key (k) as (select 1, 0 union all select n.k, r.v + 1 from t as n join recurring.t as r using (k) where n.v < 3) select k, v from t;
with recursive t(i, s) as (select 1, 10 union all select n.i + 1, r.s + 10 from t as n join recurring.t as r on r.i = n.i where n.i < 4) select * from t;

-- Constants that DuckDB wants to see.
select group_concat('a', ','), string_agg('a', ','), bitstring_agg(3), quantile(1, 0.5);
select group_concat(word, '/' order by n) from numbers;

-- Calls whose type is NULL, or a list of nothing, beside other values.
select case when n > 100 then error('too many') else n end from numbers;
select list_value(1, 2) union all select list_value() union all select null;
select list_value(), list_position([], 7);
-- What windows are partitioned or ordered by may fail for a row, which DuckDB calls volatile.
select id, sum(qty) over (partition by substring(brand from 3 for 0)), sum(qty) over (order by substring(brand from 3 for 0)) from items where id < 9;
select sum(x) over (partition by ln(x)), count(*) over (partition by substring(brand from 3 for x - x), k, ln(x) order by x) from (select id as x, brand, substring(brand from 3 for 0) as k from items where id between 1 and 9) as t;
select sum(ln(id)) over (order by id rows between 2 preceding and current row), lag(ln(id), 1, ln(id)) over (order by ln(id) desc) from items where id between 1 and 9;

-- Intersections of rows about which sub-queries say something, or of texts of other types.
select distinct x from (select brand as b, qty as x from items where brand like 'b%' intersect all select 'brand-1', qty from items where qty > 3 intersect all select 'b', small from items where small > 2) as t;
select distinct x from (select brand as b, qty as x from items as i where exists (select 1 from events as e where e.item_id = i.id) intersect all select brand, small from items where (small, qty) not in ((3, 4), (5, 6))) as t where 'x' between b and b;

-- What only DuckDB computes, beside and above what only Calcite computes.
select list_sort(array[id, qty]), soundex(brand) from items where id < 5;
-- duckdb:
select list_sort([id, qty]), 'B653' from items where id < 5;
select count(*), max(list_sort(array[id, qty])[1]) from items where id < 50 and list_sort(array[id, qty])[1] > 3 and (soundex(brand) = 'B653' or list_sort(array[id, qty])[2] < 3);
-- duckdb:
select count(*), max(list_sort([id, qty])[1]) from items where id < 50 and list_sort([id, qty])[1] > 3;
select id, list_sort(array[0]), soundex(brand) = strftime(sold, '%Y') from items where id < 5;
-- duckdb:
select id, [0], false from items where id < 5;
select category, soundex(category) = 'x', list_sort(list(qty)) from items where id < 3 group by category;
-- duckdb:
select category, case when category is not null then false end, list_sort(list(qty)) from items where id < 3 group by category;

-- A condition on a constant above a grand total, beside what Calcite's pipeline computes.
select x from (select distinct category, nullif(x'ff0038', x'ff0030') as e, 1 as x from (select category, count(*) as n from items group by rollup (category)) as r) as d where x > 3;
select n from (select count(*) as n, soundex('a') as s from items group by grouping sets ((category), ())) as d where s = 'b';
-- duckdb:
select 1::bigint where false;

-- A CASE that a constant column decides, compared with a text: DuckDB itself cannot bind this, unless it sees the constant.
select id from (select 59 as c, id, active from items where id < 90) as t where (active and (case when c = 47 then '10' end <> '10')) is null and c + c > id;
-- duckdb:
select id from items where id < 90 and (active and null::boolean) is null;
select id from (select 59 as c, id, active, note from items where id < 90) as t where (active and not ('10' between symmetric case c when 47 then '10' when c then null else note end and case c when 47 then '10' end)) is null and c + c > id;
-- duckdb:
select id from items where id < 90 and (active and null::boolean) is null;

-- A list of constants that only DuckDB sorts, beside what only Calcite computes: its planner takes no such constant elsewhere.
select max(soundex(brand)) as m, x, l from (select distinct list_sort(array[0]) as l, 1 as x, brand from items where soundex(category) is not null) as i group by x, l;
-- duckdb:
select 'B653' as m, 1 as x, [0] as l;
select l, soundex(brand) as b from (select list_sort(array[0]) as l, brand from items where id < 5) as i union all select list_sort(array[0]) as l, soundex(brand) from items where id < 4;
-- duckdb:
select [0] as l, 'B653' as b from items where id < 5 union all select [0], 'B653' from items where id < 4;

-- A LISTAGG of what is never NULL is NULL of no rows, beside pairs that are counted and what only Calcite computes.
select count(distinct id, category) as c, listagg('x', ';') within group (order by 'x') as l, listagg(brand, ';') within group (order by brand desc) as m, max(soundex(brand)) as s from items where id < 4;
-- duckdb:
select count(distinct case when category is not null then row(id, category) end) as c, string_agg('x', ';') as l, string_agg(brand, ';' order by brand desc) as m, 'B653' as s from items where id < 4;
select count(distinct id, category) as c, listagg(label, ';') within group (order by label) is null as n, max(soundex(brand)) as s from items where id < 0;
-- duckdb:
select 0 as c, true as n, null::varchar as s;

-- IS NOT FALSE of what is false where a value is NULL.
select count(*) from (select id, nullif(id % 3, 1) as m from items where id < 9) as t where (m = 2 and m is not null) is not false;
select id, (m = 2 and m is not null) is not false as a, ((m, id) in ((2, 5), (0, 3))) is not false as b, (not ((m, id) not in ((2, 5), (0, 3)))) is not false as c from (select id, nullif(id % 3, 1) as m from items where id < 9) as t;

-- A key that is a constant with a sign.
select id from (select id, 73.25 as c, 5 as d from items where id < 9) as t where c > id order by -c desc, -d, id limit 3;

-- The same where Calcite reads the text, which DuckDB cannot.
select count(*) from (select id, nullif(id % 3, 1) as m from items) as t where ((m, id) in ((2, 5), (0, 3))) is not false and id between symmetric 9 and 0;
-- duckdb:
select count(*) from (select id, nullif(id % 3, 1) as m from items) as t where ((m, id) in ((2, 5), (0, 3))) is not false and id between 0 and 9;

-- What only DuckDB computes above rows of the statement itself, below what only Calcite computes.
select soundex(b) as s, a from (select distinct b, a from (values ('ab', 1), ('ba', 2), ('ab', 3)) as v (b, a) where contains(b, 'b') and ends_with(b, 'b')) as d;
-- duckdb:
select 'A100' as s, a from (values (1), (3)) as v (a);

-- GROUPING of a constant beside what only Calcite computes.
select c, grouping(c) as g, max(soundex(brand)) as s, count(distinct qty) as n from (select 'x' as c, category, brand, qty from items) as i group by c, category;
-- duckdb:
select 'x' as c, 0::bigint as g, 'B653' as s, count(distinct qty) as n from items group by category;
select c, category, grouping(c, category) as g, grouping(category) as h, max(soundex(brand)) as s, count(distinct qty) as n from (select 'x' as c, category, brand, qty from items) as i group by grouping sets ((c, category), (c, category), ());
-- duckdb:
select c, category, grouping(c, category) as g, grouping(category) as h, 'B653' as s, count(distinct qty) as n from (select 'x' as c, category, brand, qty from items) as i group by grouping sets ((c, category), (c, category), ());

-- Sub-queries that refer to what is computed for a row: a window function would be another one inside of them.
select id, r, (select i.r + count(*) from events where item_id < 3) as n from (select id, row_number() over (order by id desc) as r from items where id < 9) as i;
with w as (select id, row_number() over (order by id desc) as r from items where id < 9) select id, (select p.id from w as p where p.r = w.r - 1) as previous from w;
select r, exists (select 1 from events where i.r > 3) as e, (select max(i.r + e.item_id) from events as e) as m from (select count(*) over (partition by category) as r from items where id < 9) as i;

-- Values that are others each time are computed once, wherever they are used.
select min(r) >= 0.5 as a from (select random() as r from items) as i where r >= 0.5;
select count(*) as n from (select random() as r from items) as i where r <> (select i.r);
with w as (select uuid() as u from items) select count(*) = (select count(*) from items) as n from w as a join w as b on a.u = b.u;

-- Quotients of intervals have days and microseconds, and the products with fractions do.
select date '2020-01-31' + interval '1' year / 5 as a, date '2020-01-31' + interval '1' day / 7 as b, interval '10' year / 2 as c, cast(interval '1' day / 2 as varchar) as d;
select timestamp '2020-01-31 12:00:00' + interval 1.5 day as a, timestamp '2020-01-31 12:00:00' + interval (1.5) day as b, timestamp '2020-01-31 12:00:00' + 1.5 * interval '1' day as c;
select timestamp '2020-01-31 12:00:00' + interval '0.000001' second as a, timestamp '2020-01-31 12:00:00' + interval '1.123456' second as b;

-- Integers are cut in a statement that DuckDB reads alone; nothing else is.
select id / 2, id / 2 / 0e0, (id + 1) / 2.0, list_transform([id], lambda x: x / 2) from items where id between 1 and 4;
-- duckdb:
select id // 2, (id // 2) / 0e0, (id + 1) / 2.0, list_transform([id], lambda x: x // 2) from items where id between 1 and 4;

-- A quotient of decimals is a double, and so it is by zero.
select id, 1.5 / (id - 2), price / (id - 2.0), 0.0 / 0 from items where id < 4;
select id, 1.5 / (id - 2), soundex(brand) from items where id < 4;
-- duckdb:
select id, 1.5 / (id - 2), 'B653' from items where id < 4;

-- A text that comes first is of the type of the others.
select coalesce('5', id), coalesce(true, 'c9', 9), coalesce('2000-01-01', sold) from items where id < 3;

-- Times of a time zone, escape characters that stand for others, and columns with the same label.
select cast(cast('01:23:45' as time with time zone) as time), cast(timestamp '2018-01-01 01:23:45' as time with time zone);
-- duckdb:
select cast(cast('01:23:45' as time with time zone) as time), cast(cast(timestamp '2018-01-01 01:23:45' as time with time zone) as varchar);
select id from items where brand like '%%5' escape '%';
select * from (select id, qty from items where id < 3) as t unpivot (c for b in (id as 'q', qty as 'q'));

-- Texts sort by their characters, not by halves of them.
select count(*) as n from (values ('😀b'), ('｡'), ('é')) as t (x) where x between '｡' and '😀z';

-- Columns that are called as functions without parentheses are.
select u, user, pi from (select id as u, brand as "user", qty as pi from items where id < 5) as i where user is not null and pi is not null;
select unknown, current_role from (select id as unknown, brand as current_role from items where id < 5) as i;
select user = 'me' as a, current_date = current_date as b, (id = 1) is unknown as c from (select id, 'me' as "user" from items where id < 5) as i;

-- A recursion keeps the types with which it begins.
with recursive e(i, j) as (select 1, 1.0 union all select i + 1, j / 2 from e where i < 4) select * from e;

-- A WITH that takes some of equal rows takes the same wherever it is read.
with q as (select id from items order by qty fetch first 50 rows only) select sum(id) = (select sum(id) from q) as same from q;
with q as (select id, row_number() over (order by qty) as n from items) select count(*) as n from q as a join q as b on a.id = b.id where a.n <> b.n;
with q as (select id from items order by random() limit 10) select count(*) as n from q as a join q as b using (id);

-- A text that is no JSON.
select id, try_cast(label as json) as j from items where id < 5;

-- A HUGEINT or NULL, beside a decimal: its fraction stays.
select id, greatest(price, case when id = 1 then cast(big as hugeint) when id = 2 then id end) as g from items where id < 9 except select 1, 22.50;

-- Bytes that may be NULL are constants of DuckDB's, too.
select nullif(x'ff00', x'ff01') as b, max(id) over (order by sold range between interval '20' day preceding and interval '3' day following) as m from items where id < 50;
select distinct case when id < 0 then null else x'ff00' end as b, category, list(qty order by qty) over (partition by category) as l from items where id < 9;

-- GROUP BY ALL groups by what names a column, in HAVING too.
select 'k' as x, 1 + 1 as y, sum(id) as s from items where id < 0 group by all;
select qty % 3 as q, count(*) as n from items where id < 50 group by all having tiny is not null;

-- A LIMIT of a UNION that DuckDB cannot compute.
select category from items union select category from items where soundex(category) = 'x' order by 1 limit 3;
-- duckdb:
select category from items group by all order by 1 limit 3;

-- Intervals that functions make are no texts.
select max(to_days(qty)) as a, min(to_months(qty)) as b from items where id < 50;
select count(*) as n from items where to_months(qty) > to_days(40);
select age(stamp, sold) as a, count(*) as n from items where id < 50 group by age(stamp, sold);

-- The last instant of a month.
select last_day(t) as l, id from (select id, timestamp '1969-12-31 23:59:59.999999' as t from items where id < 3) as i;

-- A UBIGINT as an argument.
select format('{}', u) as f, divide(u, 2) as d from (select cast(18446744073709551615 as ubigint) as u) as i;

-- A map's key is of its type, whatever the number is.
select id, m[1] as a, m[id] as b, m[1.0] as c from (select id, map {cast(1 as bigint): 'x', cast(2 as bigint): 'y'} as m from items where id < 5) as i where m[2] = 'y';

-- Structs have members by their names.
select id, s::struct(b integer, a integer) as t, s = {'b': 2, 'a': id} as e, [s, {'b': 1, 'a': 2}] as l from (select id, {'a': id, 'b': 2} as s from items where id < 5) as i;
select {'a': 1} = {'b': 1} as e, {'a': 1} in ({'b': 1}) as i, case when true then {'a': 1} else {'b': 2} end as c, if(true, {'a': 1}, {'b': 2}) as d;
select {'a': id} as s from items where id < 3 union all select {'b': id} from items where id < 3;
select [{'a': 1}] || [{'b': 2}] as l, [{'foo': true}, {'bar': false}, {'foobar': null}] as m;

-- NULL is a list without elements.
select id = any(null) as a, id <> all(null) as b from items where id < 3;

-- A sub-query of an empty list.
select (select list_value()) as l, id from items where id < 3;

-- Labels of columns are as the table has them.
select * from (select id, qty as Jan, tiny as Feb from items where id < 5) as i unpivot (sales for month in (jan, FEB));

-- A pivot has a column for NULL.
from (select id % 3 as g, nullif(qty % 2, 0) as h, id from items where id < 50) pivot (sum(id) for h in (null, 1)) order by g;

-- A text that becomes bytes is read.
select s::blob as b, ('\x41' || s)::blob as c from (select '\x20\xFF' as s from items where id < 3) as i;

-- Rows without names.
select to_json(row(1, 'a', [2, 3])) as j;

-- Constants that cannot be cast.
select try_cast(1e40 as real) as r, try_cast(timestamp '9999-01-01' as timestamp_ns) as t, try_cast(300 as tinyint) as b, try_cast('x' as integer) as i;

-- What depends on a type that Calcite has as a text.
select to_json(j) as t, hash(u) as h, json_group_array(j) over () as g from (select cast('{"a": 1}' as json) as j, cast('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' as uuid) as u from items where id < 3) as i;

-- The hour of an instant, of an infinite one, of one long ago.
select id, extract(hour from t) as h, hour(t) as o, year(t) as y from (select id, case id when 1 then timestamptz 'infinity' when 2 then timestamptz '0044-03-13 (BC) 09:33:41+00' else timestamptz '2020-03-04 02:06:07+00' end as t from items where id < 5) as i;

-- A COALESCE of nothing but NULLs in a list.
select id from (select id, case when id < 0 then label end as t from items) as i where id < 9 and coalesce(t, 'b') in ('a', 'b');

-- A CASE that DuckDB knows before it runs, beside a text.
select id from items where id < 9 and case when id > -5 then null else 'x' end is distinct from 'y';

-- The hour of a date, of an infinite one.
select id, hour(d) as h, extract(minute from d) as m, second(d) as s, extract(millisecond from d) as i from (select id, case when id = 1 then date 'infinity' when id = 2 then date '-infinity' else sold end as d from items where id < 5) as i;
select hour(date 'infinity') as h, second(date '2020-01-02') as s;

-- NULL is no element of a list without elements.
select id, null = any(l) as a, null <> all(l) as b from (select id, case when id > 1 then [id] end as l from items where id < 4) as i;

-- A row in parentheses is one value.
values (row(3));
from (values (row(1, 'a'), 2), (row(3, 'b'), 4)) as v(x, y);
select x from (values (row(abs(1) + 1))) as v(x);

-- The digits of a cast decimal.
select decimal_division(cast(1.00 as decimal(5, 2)), cast(3.000 as decimal(5, 3))) as d, decimal_division(cast(12.34 as decimal(4, 2)), cast(3.5 as decimal(4, 1))) as e, decimal_division(price, 3.50) as f from items where id < 4;
-- An OFFSET above a LIMIT, of which it takes rows away.
select count(*) from (select brand from (select brand from items where id < 300 limit 5) as d offset 3) as e;
select count(*), min(n) from (select n from (select id as n from items where id = 7 limit 20) as d offset 0) as e;

-- A DOUBLE that becomes a FLOAT while the statement is planned.
select log10(cast(1e-2 as real)), log10(cast(1e-1 as real)) from single_row;
select count(*) from (select cast(id / 10e0 as real) as f from items where id < 100) as d where f = cast(3e-1 as real) or f in (cast(7e-1 as real), cast(9e-1 as real));
select sinh(cast(1e-1 as real)) as s, cast(1e-1 as real) = 0.1e0 as e, cast(1e-1 as real) + 1e0 as p, cast(1e-1 as real) in (0.1e0, 0.5e0) as i from single_row;

-- A JSON is no text beside numbers and in lists.
select id, json_extract(d, '$.a') = id as e, json_extract(d, '$.a')::integer as i, json_extract(d, '$.a') in (1, 4) as l from (select id, '{"a": ' || case when id % 3 = 0 then 'null' else (id + 0.4)::varchar end || '}' as d from items where id < 6) as t;
select json_group_array(json_extract(d, '$.a')) as a, max(json_extract(d, '$.a'))::double as m from (select '{"a": 4.5}' as d from items where id < 6) as t;
select "position"('abc', 'c') as p, position('c' in 'abc') as q from single_row;
-- Members of rows, structs and lists of which one is a text and the other none: both become texts.
select count(*) as n from items where ('0' || qty, 1) = (qty, 1) or (label, id) = (5, id);
select count(*) as n from items where ('0' || qty, 1) in ((5, 1), (6, 1)) or (id, 'x') in (('07', 'x'), ('8', 'x'));
select ('05', 1) = (5, 1) as a, ('01', 2) in ((1, 2)) as b, ('02', 1) <> (2, 1) as c, (1.5, 1) = ('1.50', 1) as d, ('2024-1-1', 1) = (date '2024-01-01', 1) as e, ('a', 1) = (cast(null as integer), 1) as f from single_row;
select {'x': '05'} = {'x': 5} as a, ['05'] = [5] as b, [['05']] <> [[5]] as c, ['05'] in ([5], [6]) as d, map {1: '05'} = map {1: 5} as e, case ('05', 1) when (5, 1) then 1 else 0 end as f, nullif(('05', 1), (5, 1)) is null as g from single_row;
select count(*) filter (where ('0' || qty, 1) = (qty, 1)) as n, count(*) filter (where (qty, 'x') = ('5', 'x')) as m from items;

-- Rows by IS DISTINCT FROM: one member that differs is enough.
select count(*) as n, count(*) filter (where (id, qty) is not distinct from (id, tiny)) as m from items where (id, qty) is distinct from (id, 5);
select (1, 2) is distinct from (1, 3) as a, (1, null) is distinct from (1, null) as b, ((1, 2), 3) is distinct from ((1, 2), 4) as c, (1, 'x') is not distinct from (null, 'x') as d from single_row;

-- A boolean beside a number that is neither 0 nor 1.
select count(*) filter (where b = 2) as e, count(*) filter (where b <> 2) as d, count(*) filter (where 1 = b) as t, count(*) filter (where b = 0) as f from (select id % 3 = 0 as b from items) as i;

-- Calls that Calcite writes as CASEs that repeat their arguments, deep in one another.
select greatest(greatest(greatest(greatest(greatest(greatest(greatest(greatest(greatest(greatest(greatest(greatest(qty, id), id), id), id), id), id), id), id), id), id), id), id) as g, least(least(least(least(least(least(least(least(least(least(least(least(qty, id), id), id), id), id), id), id), id), id), id), id), id) as l from items where id < 9;
select coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(nullif(qty, 3), 1), 1), 1), 1), 1), 1), 1), 1), 1), 1), 1), 1) as c, nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(qty, 4), 4), 4), 4), 4), 4), 4), 4), 4), 4), 4), 4) as n from items where id < 9;

-- Columns that only DuckDB names: those of VALUES, of a list that a table function makes, of expressions.
select count(*) as n, min(id) as m from items natural join generate_series(3, 7) as id;
select count(*) as n from (select qty as col0 from items) as a natural join (values (2), (3), (5)) as b;
select count(*) as n from (select count(*) from items) as a natural join (select count(*) from items where id >= 0) as b;
select v.col0 as c, v.col1 as d, i.id from (values (1, 'x'), (2, 'y')) as v join items as i on i.id = v.col0;
select s, typeof(s) as t from (values (1), (2)) as s;
select r, g as a from range(2) as r, range(3) as g where r < g;
select x.range as r from range(3) as x;

-- Names of columns that only DuckDB has, which an outer query has too.
select (select count(*) from (select id, id from items where id < 9) as c where id_1 < 4) as n from (select 7 as id_1) as o;
select (select count(*) from (values (1), (9)) where col0 < 4) as n from (select 7 as col0) as o;
with v as (values (1), (9)) select (select count(*) from v where col0 < 4) as n from (select 7 as col0) as o;
select (select "count_star()" from (select count(*) from items) as c) as n from (select 700 as "count_star()") as o;
select count(*) as n from (select id, id from items where id < 9) as c natural join (select 2 as id_1) as d;
select count(*) as n from (select * from items as a join items as b on a.id = b.id + 1 where a.id < 9) as c natural join (select 2 as id_1) as d;
select o.id, (select max(c.id) from (select id, count(*) from items group by id) as c where c.id < o.id) as m from items as o where o.id < 9;
select (select count(*) from generate_series(0, 4) as x where generate_series < 2) as n from (select 7 as generate_series) as o;

-- An ordered list of distinct values that DuckDB does not know again, because they may be errors.
select listagg(distinct substring(label from 3 for 0), ';') within group (order by substring(label from 3 for 0) nulls first), listagg(distinct substring(brand from 1 for 2), ';') within group (order by substring(brand from 1 for 2) desc) filter (where qty > 3) from items;
-- duckdb:
select string_agg(distinct '', ';') filter (where label is not null), (select string_agg(b, ';' order by b desc) from (select distinct left(brand, 2) as b from items where qty > 3) as d) from items;
