-- Decimals: scale, rounding, exactness.

-- Addition and subtraction keep the larger scale.
select id, price + discount, price - discount, price + 1, price - qty from items where id < 200;

-- Multiplication adds the scales.
select id, price * discount, price * 2, price * (1 - discount) * (1 + discount) from items where id < 200;

-- A negative.
select id, -price, -discount, abs(discount - 1) from items where id < 100;

-- Comparison with different scales.
select count(*) from items where discount = 0.05;
select count(*) from items where discount = 0.050;
select count(*) from items where price > 999.985;
select count(*) from items where price between 10.00 and 20;

-- A comparison of a decimal with a double.
select count(*) from items where price > weight;

-- Sums are exact.
select sum(price), sum(price * discount), sum(price * price) from items;

-- Sums by group are exact.
select brand, sum(price), sum(price * discount) from items group by brand;

-- Averages.
-- approximate
select avg(price), avg(price * discount), avg(discount) from items;

-- The ratio of two sums.
-- approximate
select sum(case when active then price else 0 end) / sum(price) from items;

-- A percentage.
-- approximate
select 100.00 * sum(case when category = 'A' then price else 0 end) / sum(price) from items;

-- Division by an integer.
-- approximate
select id, price / 4 from items where id < 100;

-- Division of decimals.
-- approximate
select id, price / (discount + 1) from items where id < 100;

-- Division by a decimal literal.
-- approximate
select sum(price) / 7.0 from items;

-- CASE with different scales.
select id, case when qty > 50 then price else 0 end, case when qty > 50 then discount else price end from items where id < 100;

-- COALESCE with different scales.
select id, coalesce(discount, 0), coalesce(discount, price) from items where id < 100;

-- Casts to a smaller scale round half away from zero.
select cast(x as decimal(5,1)), cast(x as decimal(5,0)) from (values (1.25), (1.35), (-1.25), (2.50), (-2.50)) as t(x);

-- Casts to a larger scale.
select id, cast(price as decimal(20,6)) from items where id < 50;

-- Casts to doubles.
select id, cast(price as double), cast(discount as double) from items where id < 100;

-- Casts to integers.
select cast(x as integer) from (values (1.00), (-7.00), (0.00)) as t(x);

-- Casts from text.
select cast(s as decimal(10,2)) from (values ('1.5'), ('-2.25'), ('100')) as t(s);

-- Casts to text.
select id, cast(price as varchar) from items where id between 1 and 100;

-- A cast of a decimal to text has a zero before the point.
select id, cast(discount as varchar) from items where id < 30;

-- A cast that does not fit.
-- fails
select cast(price as decimal(3,2)) from items;

-- Floor and ceiling.
select id, floor(price), ceil(price), floor(-price), ceil(-price) from items where id < 100;

-- Rounding.
select id, round(price), round(price, 1) from items where id < 100;

-- The remainder.
select id, mod(price, 7) from items where id < 100;

-- 38 digits.
select id, d, -d from edges;
select max(d), min(d), count(d) from edges;
select id from edges where d > 0;
select d, count(*) from edges group by d;

-- Literals of many digits.
select 12345678901234567890.12345, 0.00000000000000000001, 99999999999999999999999999999999999999 from single_row;

-- Order.
select id, discount, price from items order by discount desc nulls last, price, id limit 100;

-- Distinct.
select distinct discount from items order by discount nulls first;

-- Joins on decimals of different scale.
select count(*) from items as i join (values (1.00), (2.50), (999.9)) as t(x) on i.price = t.x;

-- Decimals against integers in a join.
select count(*) from items as i join numbers as n on i.price = n.n;

-- Windows.
select id, sum(price) over (order by id rows between 1 preceding and 1 following) from items where id < 500;

-- A sum of a sum.
select sum(s), max(s) from (select brand, sum(price) as s from items group by brand) as t;

-- A product of a sum.
select sum(price) * 0.0001, sum(price) * 2 from items;

-- Small decimals.
select min(discount), max(discount), sum(discount), count(discount) from items where discount < 0.03;

-- Sums, which have all 38 digits, beside numbers with more digits after the point.
select brand, sum(qty) from items group by brand having sum(qty) > 9.6;
select brand, sum(qty) from items group by brand having sum(qty) in (0.9999, 150.0001);
select count(*) from items having sum(id) - sum(id) + 1 >= 0.9999 and sum(id) - sum(id) + 1 < 1.0001;
select brand, sum(price) > (select sum(price) * 0.0999 from items as i where i.brand = items.brand) from items group by brand;
select a.brand, a.s, b.x from (select brand, sum(qty) as s from items group by brand) as a join (select 9.6 as x) as b on a.s > b.x;
select brand, case when count(*) > 3 then sum(qty) else 0.25 end, coalesce(nullif(sum(qty), sum(qty)), 0.125) from items group by brand;
select sum(qty) from items union select 0.6 union select 0.55;
select cast(qty as decimal(38, 2)) = cast(0.9999 as decimal(38, 4)), cast(id as decimal(38, 0)) > 0.4 from items;
select brand, sum(qty) in (select sum(units) + 0.4 from events), sum(qty) > any (select price + 0.4 from items where id < 5) from items group by brand;
select count(*) from items where qty not in (select units + 0.3 from events where units is not null);

-- A HUGEINT or UBIGINT beside a decimal keeps the digits after the point, a decimal of 38 digits does not.
select cast(id as hugeint) as x from items where id < 9 union all select price from items where id < 9;
select cast(id as decimal(38, 0)) as x from items where id < 9 union all select price from items where id < 9;
select sum(id) as x from items intersect all select cast(id as decimal(38, 0)) from items union all select price from items where id < 9;
select sum(qty) as x, sum(qty) + 1 as y, sum(qty) * 2 as z from items union all select price, price, price from items where id < 9;
select sum(qty) over () as x, min(cast(id as hugeint)) over () as y, price as z from items where id < 9 union all select price, price, qty from items where id < 9;
select greatest(price, cast(id as hugeint)) as x, least(cast(qty as decimal(38, 0)), cast(id as hugeint)) as y from items where id < 9 union all select 1.25, 0.5 from items where id < 9;
select case when id > 4 then cast(id as decimal(38, 0)) else price end as x, case when id > 4 then cast(id as hugeint) else price end as y from items where id < 9;
select coalesce(cast(qty as hugeint), discount) as x, coalesce(cast(qty as decimal(38, 0)), discount) as y from items where id < 30;
select array[cast(id as hugeint), price] as x, array[cast(id as decimal(38, 0)), price] as y from items where id < 9;
select x, y from (values (cast(1 as hugeint), cast(2 as decimal(38, 0))), (2.25, 3.75)) as v(x, y);
select count(*) from items where cast(id as hugeint) in (select price from items) or cast(id as decimal(38, 0)) in (2.5, 7);
select hash(id) as x from items where id < 3 union all select id from items where id < 3 union all select 1.25 from items where id < 3 union all select 0.0625 from items where id < 3;
select case when id > 1 then hash(id) else id end as x, case when id > 1 then hash(id) else 7 end as y, coalesce(hash(id), -1) as z, greatest(hash(id), qty) as g from items where id < 3 union all select 1.25, 1.25, 1.25, 1.25 from items where id < 3 union all select 0.0625, 0.0625, 0.0625, 0.0625 from items where id < 3;

-- A number in a text has the digits of what it is compared with.
select price, price > '19.994', price = '20.001', 1.5 = '1.51', qty = '3' from items where id < 300;
select count(*) from items where price between '10.004' and '20.006' and discount <> '0.05';

-- A literal with its type's name has the digits of the type.
select decimal '1.0', abs(decimal '-123.45'), ceil(decimal '123'), decimal '1' + id from items where id < 4 and qty > decimal '0.5';

-- Small unsigned numbers have the digits of their largest, and beside a UBIGINT make one.
select case when id % 2 = 0 then big else tiny end as x from counters where id < 9 union all select cast(amount as decimal(38, 20)) from counters where id < 9;
select coalesce(tiny, big) as x, greatest(big, whole, small) as y from counters where id < 9 union all select cast(amount as decimal(38, 25)), 0.5 from counters where id < 9;
select x + 0.5 as x from (select tiny as x from counters where id < 9 union all select big from counters where id < 9 union all select small from counters where id < 9) as d;
select tiny as x from counters where id < 400 union select signed_tiny from counters where id < 400;
select small as x from counters where id < 9 union all select amount from counters where id < 9 union all select signed_tiny from counters where id < 9;
select tiny + small as a, tiny * amount as b, tiny % small as c, big + tiny as d, tiny // 3 as e, max(tiny) over () + 0.5 as f, tiny = signed_tiny as g from counters where id between 1 and 99;
select small, count(*) as n, sum(tiny) as s, min(whole) as m, avg(big) as a from counters where tiny > -1 and small in (tiny, signed_tiny, 77) group by small;
select a.tiny, b.small from counters as a join counters as b on a.tiny = b.signed_tiny and b.whole = a.id * 7 where a.id < 300;
select tiny from counters where id < 50 intersect select signed_tiny from counters;
select tiny from counters where id < 9 except select big from counters where id < 3;
select amount - whole as x from counters where id < 9 union all select nullif(amount, amount) from counters where id < 400 union all select small + amount from counters where id < 9 union all select amount % (tiny + 1) from counters where id < 9;

-- Unsigned numbers are computed with as DuckDB does, which gives them types without a sign, or a BIGINT.
select tiny + 1 as a, tiny * 1 as b, small - small as c, whole * 2 as d, tiny + small as e, small + whole as f, tiny % 7 as g, 5 + tiny as h from counters where id < 50;
select tiny + signed_tiny as a, small - signed_tiny as b, whole + signed_tiny as c, tiny + id as d, small * id as e, whole - id as f, tiny - 300 as g from counters where id < 50;
select big + 1 as a, big + tiny as b, big - id as c, big * whole as d, big * signed_tiny as e, big % 7 as f, big + huge as g, big + amount as h from counters where id < 50;
select sum(tiny + 1) as s, max(tiny) - min(tiny) as m, count(*) filter (where small + 1 > 40) as n, avg(whole * 2) as a from counters where tiny + 10 < 100;
select a.id, b.tiny + 1 as t from counters as a join counters as b on a.small + 1 = b.small and a.id < 9;
select id, sum(tiny * 2) over (order by id) as s from counters where id < 20 order by tiny + 1 nulls first, id;

-- A NULL that is no literal, where a number stands.
select nullif(null, 0) + nullif(null, 0) as a, 1 + coalesce(null, null) as b, -nullif(null, 0) as c, 1.5 * nullif(null, 1) is null as d, 1 + (null + null) as e from single_row;
select count(*) as n, sum(nullif(null, 0)) as s from items where id + nullif(null, 0) is null;

-- A constant that meets a NULL or another one before a UBIGINT is an INTEGER, and all of them are HUGEINTs.
select case when id > 3 then 88 when id < 2 then big end as a, case when id > 3 then big when id < 2 then 88 end as b, coalesce(null, 88, big) as c, coalesce(88, big) as d, greatest(88, 0, big) as e from counters where id < 9 union all select amount, amount, amount, amount, amount from counters where id < 9;
select case when id > 3 then 88 when id < 2 then big end as a, case id when 3 then 88 when 2 then big else null end as b, coalesce(88, null, big) as c, case when id = 4 then 1 when id = 5 then big else 2 end as d, case when id = 4 then big else 2 end as e from counters where id < 9 union all select cast(wide as decimal(38, 20)), cast(wide as decimal(38, 20)), cast(wide as decimal(38, 20)), cast(wide as decimal(38, 20)), cast(wide as decimal(38, 20)) from counters where id < 9;
select coalesce(88, big) as a, coalesce(88, big, 1) as b, coalesce(88, big, id) as c, coalesce(null, big, 88) as d, coalesce(88, null, big) as e from counters where id < 9 union all select cast(amount as decimal(38, 20)), cast(amount as decimal(38, 20)), cast(amount as decimal(38, 20)), cast(amount as decimal(38, 20)), cast(amount as decimal(38, 20)) from counters where id < 9;

-- A small unsigned number and NULL, in SQL that only Calcite has.
select whole as u from counters where id between symmetric 900 and 3 except all select null from counters where id < 3;
-- duckdb:
select whole as u from counters where id between 3 and 900 except all select null from counters where id < 3;
