-- Projections: arithmetic, CASE, casts, functions of numbers.

-- Sums and products of integers.
select id, qty + 1, qty - 1, qty * 3, -qty from items where id < 100;

-- Arithmetic with NULL is NULL.
select id, qty + tiny, qty * tiny from items where id < 100;

-- Integer division cuts towards zero.
select id, small / 7, qty / 3 from items where id < 200;
-- duckdb:
select id, small // 7, qty // 3 from items where id < 200;

-- Integer division of negative numbers cuts towards zero.
select id, tiny / 4, tiny / -4 from items where id < 500;
-- duckdb:
select id, trunc(tiny / 4)::integer, trunc(tiny / -4)::integer from items where id < 500;

-- The remainder has the sign of the dividend.
select id, mod(small, 7), mod(tiny, 10), mod(tiny, -10) from items where id < 300;

-- The remainder operator.
select id, small % 7 from items where id < 100;

-- The remainder of what is wider than the divisor.
select id, big % 7, mod(big, cast(3 as tinyint)), big % small from items where id < 100 and small <> 0;
select 9223372036854775807 % 2, mod(-9223372036854775808, 3), mod(9223372036854775807, -1), sum(big % 1000) from items;

-- A product of small integers that needs more bits.
select id, cast(small as bigint) * 1000000 from items where id < 100;

-- Arithmetic of different integer types.
select id, small + qty, tiny + small, big + qty from items where id < 100;

-- Arithmetic of doubles.
select id, weight * 2, weight + 0.5e0, weight / 4 from items where id < 100;

-- Double and integer together.
select id, weight + qty, qty * weight from items where id < 100;

-- Float arithmetic.
select id, score + score from items where id < 100;

-- Absolute value and sign.
select id, abs(small), abs(weight), abs(price), sign(small) from items where id < 100;

-- Rounding of doubles.
select id, floor(weight), ceil(weight) from items where id < 100;

-- Rounding of decimals.
select id, floor(price), ceil(price) from items where id < 100;

-- Powers and roots.
-- approximate
select id, power(weight, 2), sqrt(abs(weight)), exp(score / 10) from items where id < 100;

-- Logarithms.
-- approximate
select id, ln(id + 1e0), log10(id + 1e0) from items where id < 100;

-- Trigonometry.
-- approximate
select id, sin(weight), cos(weight), tan(score), asin(score / 20), acos(score / 20), atan(weight), atan2(weight, score) from items where id < 100;

-- Degrees and radians.
-- approximate
select id, degrees(weight), radians(weight), pi() from items where id < 50;

-- A searched CASE.
select id, case when qty < 10 then 'few' when qty < 50 then 'some' when qty is null then 'unknown' else 'many' end from items where id < 200;

-- A simple CASE.
select id, case category when 'A' then 1 when 'B' then 2 else 0 end from items where id < 200;

-- CASE without ELSE gives NULL.
select id, case when qty > 50 then qty end from items where id < 200;

-- CASE protects what would fail.
select id, case when qty = 0 then 0 else 100 / qty end from items where qty < 5;
-- duckdb:
select id, case when qty = 0 then 0 else 100 // qty end from items where qty < 5;

-- Nested CASE.
select id, case when active then case when qty > 50 then 'on+' else 'on-' end else 'off' end from items where id < 100;

-- COALESCE of several.
select id, coalesce(qty, tiny, -1), coalesce(category, brand) from items where id < 100;

-- NULLIF.
select id, nullif(qty, 5), nullif(category, 'A') from items where id < 200;

-- Comparison as a column.
select id, qty > 50, category = 'A', qty is null from items where id < 100;

-- Boolean logic as a column.
select id, active and qty > 50, active or qty > 50, not active from items where id < 100;

-- Casts between integers.
select id, cast(qty as bigint), cast(qty as smallint), cast(tiny as integer), cast(small as bigint) from items where id < 100;

-- Casts from integers to text.
select id, cast(id as varchar), cast(tiny as varchar), cast(big as varchar) from items where id < 100;

-- Casts from text to integers.
select cast(word as integer) from (values ('1'), ('-20'), ('300')) as t(word);

-- Casts from integers to doubles and decimals.
select id, cast(qty as double), cast(qty as decimal(12,3)) from items where id < 100;

-- Casts from dates to text.
select id, cast(sold as varchar) from items where id < 100;

-- Casts from text to dates.
select cast(d as date) from (values ('2020-02-29'), ('1999-12-31')) as t(d);

-- Casts from dates to timestamps and back.
select id, cast(sold as timestamp), cast(stamp as date) from items where id < 100;

-- Casts of booleans.
select id, cast(s as boolean) from (values (1, 'true'), (2, 'false')) as t(id, s);

-- A cast that fails fails in both.
-- fails
select cast(label as integer) from items;

-- A cast that does not fit fails in both.
-- fails
select cast(big as integer) from items;

-- Constants only.
select 1, 'text', 1.5, date '2020-01-01', true, cast(null as integer) from numbers;

-- Constants without a table.
select 1 + 1, 'a' || 'b';

-- The same column several times.
select id, id, id + id from items where id < 10;

-- Column names of expressions.
select id as "first name", qty as q, id * 2 as "Double" from items where id < 10;

-- Expressions of expressions.
select a + b, a * b from (select id as a, id * 2 as b from items where id < 100) as t where a + b > 30;

-- The greatest and the least.
select id, greatest(qty, 50), least(qty, 50) from items where qty is not null and id < 100;

-- A projection of a projection of a projection.
select x + 1 from (select x + 1 as x from (select id + 1 as x from items where id < 50) as t) as u;

-- Only some columns of many.
select tiny from items;
select note from items;

-- A count of a projected constant.
select count(*) from (select 1 from items) as t;

-- Row values compared.
select id from items where (category, brand) in (('A', 'Brand#11'), ('B', 'Brand#23'), ('C', 'Brand#34'));

-- Precedence of operators.
select id + 2 * 3, (id + 2) * 3, -id + 2, not id = 2 and id = 3 or id = 4 from items where id < 6;

-- Large integers stay exact.
select id, big, big + 1, big - 1 from items where id < 100;

-- Comparison of a large integer with a constant.
select count(*) from items where big = 4000000000000000;

-- BETWEEN as a column.
select id, qty between 10 and 20 from items where id < 100;

-- IN as a column, with NULLs.
select id, qty in (1, 2, null), category in ('A', 'B') from items where id < 100;

-- An alias used above.
select double_qty from (select qty * 2 as double_qty from items) as t where double_qty > 190;
