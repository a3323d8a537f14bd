-- Scans and filters: comparisons, ranges, lists, LIKE, boolean logic.

-- Every row of a table of several row groups.
select id, category, brand, qty, price from items;

-- Every column.
select * from items where id between 2040 and 2060;

-- Equality on a key.
select id, label from items where id = 4711;

-- Equality that no row meets.
select id, label from items where id = -1;

-- The first row of a row group.
select id, label from items where id = 2048;

-- The last row of a row group.
select id, label from items where id = 4095;

-- The last row of the table.
select id, label from items where id = 9999;

-- Inequality drops NULLs.
select id, qty from items where qty <> 5;

-- Less than and greater than together.
select id from items where qty > 10 and qty < 13;

-- BETWEEN is inclusive.
select id, qty from items where qty between 98 and 99;

-- BETWEEN with its bounds reversed is empty.
select id from items where qty between 10 and 5;

-- NOT BETWEEN.
select id from items where id not between 5 and 9995;

-- IN of a few.
select id, category from items where category in ('A', 'C') and id < 500;

-- NOT IN of a few drops NULLs.
select id, category from items where category not in ('A', 'C') and id < 500;

-- IN of many numbers.
select id from items where id in (0, 1, 2047, 2048, 2049, 4095, 4096, 6143, 6144, 8191, 8192, 9998, 9999, 10000, -5, 77, 78, 79, 80, 81, 82, 83);

-- IN with a NULL in the list.
select id from items where qty in (1, null);

-- NOT IN with a NULL in the list finds nothing.
select id from items where qty not in (1, null);

-- IS NULL.
select id from items where category is null and id < 200;

-- IS NOT NULL.
select id, note from items where note is not null and id < 40;

-- LIKE with a prefix.
select id, label from items where label like 'item 12%';

-- LIKE with a suffix.
select id, label from items where label like '%77';

-- LIKE with an underscore.
select id, note from items where note like 'a_b' and id < 100;

-- LIKE with an escaped underscore.
select id, note from items where note like 'a!_b' escape '!' and id < 100;

-- LIKE with an escaped percent sign.
select id, note from items where note like '100!%' escape '!' and id < 100;

-- NOT LIKE drops NULLs.
select id, note from items where note not like '%a%' and id < 100;

-- LIKE of the empty string.
select id from items where note like '' and id < 100;

-- Upper and lower case are different.
select id, label from items where label like 'ITEM%' and id < 50;

-- OR over two columns.
select id from items where qty = 3 or category = 'B' and id < 300;

-- OR that a NULL does not spoil.
select id from items where (qty is null or qty > 98) and id < 600;

-- NOT of an OR.
select id from items where not (qty > 3 or id > 500);

-- Deeply nested logic.
select id from items where ((id < 100 and (qty > 50 or category = 'A')) or (id > 9900 and not (qty > 50 and category <> 'A'))) and id <> 17;

-- A boolean column by itself.
select id from items where active and id < 100;

-- A negated boolean column.
select id from items where not active and id < 100;

-- IS TRUE, IS NOT TRUE, IS UNKNOWN.
select id from items where active is true and id < 60;
select id from items where active is not true and id < 60;
select id from items where active is unknown and id < 60;
select id from items where active is not unknown and id < 60;
select id from items where active is false and id < 60;
select id from items where active is not false and id < 60;

-- A comparison of two columns.
select id, qty, tiny from items where qty = tiny + 25;
-- duckdb:
select id, qty, tiny from items where qty = tiny::integer + 25;

-- A comparison of columns of different types.
select id, qty, weight from items where qty > weight and id < 500;

-- An expression in a filter.
select id from items where qty * 2 + 1 = 51;

-- A filter on a decimal.
select id, price from items where price < 2.50;

-- A filter on a decimal against an integer.
select id, price from items where price = 500;

-- A filter on a double.
select id, weight from items where weight >= 249.5;

-- A filter on a float.
select id, score from items where score = 2.25;

-- A filter on a date.
select id, sold from items where sold = date '2021-06-15';

-- A range of dates.
select id, sold from items where sold >= date '2023-12-01' and sold < date '2024-01-01';

-- A range of timestamps.
select id, stamp from items where stamp >= timestamp '2021-12-24 00:00:00' and stamp < timestamp '2021-12-25 12:00:00';

-- A filter on a time of day.
select id, opens from items where opens < time '00:20:00';

-- A filter on a big integer.
select id, big from items where big > 4990000000000000;

-- A filter on a negative small integer.
select id, small from items where small < -14900;

-- A filter on text with a quote.
select id, note from items where note = 'it''s' and id < 100;

-- A filter on text with a semicolon and a comment.
select id, note from items where note = 'semi;colon -- no comment' and id < 100;

-- A filter on text with a backslash.
select id, note from items where note = 'back\slash' and id < 100;

-- A filter on text that is not ASCII.
select id, note from items where note = 'Zürich – "quoted"' and id < 100;

-- A filter on the empty string, which is not NULL.
select id, note from items where note = '' and id < 100;

-- Text comparison is binary.
select id, label from items where label < 'ITEM 2' and id < 1000;

-- Spaces at the ends count.
select id from items where note = 'padded';
select id from items where note = ' padded ' and id < 60;

-- A filter that is always true.
select id from items where 1 = 1 and id < 10;

-- A filter that is always false.
select id from items where 1 = 0;

-- A filter that is always unknown.
select id from items where cast(null as boolean);

-- COALESCE in a filter.
select id from items where coalesce(qty, -1) = -1 and id < 100;

-- CASE in a filter.
select id from items where case when qty is null then id < 50 else qty = 7 end;

-- IS DISTINCT FROM.
select id from items where qty is distinct from tiny and id < 40;

-- IS NOT DISTINCT FROM finds two NULLs.
select id from items where qty is not distinct from tiny;

-- IS NOT DISTINCT FROM NULL.
select id from items where category is not distinct from null and id < 60;

-- An empty table.
select id, category from empty_items;
select id, category from empty_items where qty > 5;

-- A table of a single row.
select * from single_row;
select text from single_row where id = 42;
select text from single_row where id = 43;

-- One row past a row group.
select id, digit from one_past where id >= 2040;
select id from one_past where digit = 8 and id > 2000;

-- A table with gaps in its rowids.
select id, digit from gaps where digit = 3;
select id from gaps where id between 2990 and 9520;
select id from gaps where id > 19990;
select id from gaps where id in (0, 1, 2999, 3000, 9500, 9501, 19998, 19999, 30000, 32998, 32999);

-- A view over a filter.
select * from cheap_items where qty < 10;

-- A view over an aggregate.
select * from category_totals where category > 'C';

-- A view over a view.
select * from nested_view;

-- A filter above and inside a subselect.
select id from (select id, qty from items where id < 1000) as t where qty > 95;

-- The same table twice in a union of filters.
select id from items where id < 5 union all select id from items where id > 9995;

-- A row comparison.
select id, qty from items where (id, qty) = (12, 28) or (id, qty) = (4, 76);

-- A NULL in a row equals a NULL in the other.
select id, qty from items where (id, qty) = (3, null);

-- Integer limits.
select id, i from edges where i = 2147483647 or i = -2147483648;
select id, l from edges where l >= 9223372036854775807 or l <= -9223372036854775808;

-- Dates before the epoch and at the ends of the calendar.
select id, t from edges where t < date '1970-01-01';
select id, t from edges where t > date '2000-01-01';
select id, ts from edges where ts < timestamp '1970-01-01 00:00:00';

-- NaN is greater than everything and equal to itself.
select id, f from floats where f > 1;
select id, f from floats where f = f;
select id from floats where f = 0;
