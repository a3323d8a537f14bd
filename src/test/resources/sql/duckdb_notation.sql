-- What DuckDB writes otherwise than Calcite.

-- Lists and items of them.
select id, [id, 2, 3], [id, 2][1], [] from items where id < 5;

-- Lists of lists.
select [[1], [2, 3]], list_concat([1, 2], [3]) from single_row;

-- Slices, with and without bounds.
select l[1:2], l[2:], l[:2], l[:] from (values ([1, 2, 3])) as t(l);

-- Types of lists.
select cast(['1', '2'] as integer[]), [1, 2]::varchar[] from single_row;

-- Structs.
select {'a': id, 'b': label}, {a: 1, "b c": {'d': 2}}, struct_pack(x := id, y := 'z') from items where id < 5;

-- Comparison with two signs.
select id from items where id == 3;

-- Tests for NULL behind the value.
select id from items where category isnull and id < 50 union all select id from items where category notnull and id < 5;

-- Intervals.
select stamp + interval 3 day, stamp - interval '2 hours', stamp + '1 month'::interval, stamp + interval (id) minute from items where id < 10;

-- FROM first.
from single_row;

-- FROM before SELECT.
from items select id, label where id < 5 order by id;

-- WHERE without FROM.
select 1 as one where 1 = 2 union all select 2 where 1 = 1;

-- A comma too many.
select id, label, from items where id < 3;

-- A hint for common table expressions.
with a as materialized (select id from items where id < 5), b as not materialized (select id from a) select count(*) from a, b;

-- Groups and orders by all columns.
select category, brand, count(*), sum(qty) from items group by all order by all;

-- An order by all columns, downwards.
select category, id from items where id < 40 order by all desc;

-- Series of numbers.
select * from range(5);

-- Series with names.
select t.i, u.j from range(3) t(i), generate_series(1, 2) as u(j) order by 1, 2;

-- Series joined with a table.
select count(*), sum(i) from items join range(1000) r(i) on items.id = r.i;

-- Series that depend on a row.
select id, i from items, range(id) r(i) where id < 4 order by id, i;

-- The first and the last of an order.
select category, first(id order by id), last(label order by id), list(id order by id desc) from items where id < 100 group by category order by category nulls last;

-- NULLs come last in an aggregate's order.
select array_agg(qty order by qty desc), list(qty order by qty desc, id) from items where id < 20;

-- DuckDB's own aggregates.
select argmax(id, weight), quantile(id, 0.5), weighted_avg(qty, small), bitstring_agg(tiny, -128, 127) is null from items where id < 100;

-- Booleans as numbers.
select sum((qty > 50)::int), cast(true as smallint), 1::boolean from items;

-- A cast behind a value is of that value alone.
select id + 1.5::double + 1::tinyint, id = '3'::integer, 10 - qty::smallint, -(id)::bigint from items where price > '1.00'::decimal(10,2) and id < 20;

-- Casts of calls, items, windows and casts.
select 1 + abs(id)::bigint::integer, 1 + [id, 2][1]::bigint, 2 * sum(id) over (order by id)::bigint, 1 + case when id > 3 then 1 else 2 end::smallint from items where id < 10;

-- Kinds of joins that stand where Calcite has the name of a table.
select id, label from items semi join events on items.id = events.item_id;
select i.id from items as i anti join events on i.id = events.item_id;
select count(*) from (select id from items where id < 9) as a positional join (select qty from items where id < 5) as b;

-- Bytes in a text.
select '\xAA\x00b'::blob, 'abc'::blob, cast('\xff' as bytea) from single_row;

-- Members of lists and structs change their types.
select ['1', '2']::smallint[], {'a': '1', 'b': id}::struct(a integer, b varchar) from items where id < 3 order by id;

-- Comparisons with the elements of a list.
select a, a = any([1, 2]), a > all([0, null]), a <> all([3]), b = some(['6', '4']::integer[]) from sparse where a is null or a < 5;
