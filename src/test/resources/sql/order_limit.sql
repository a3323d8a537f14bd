-- ORDER BY, LIMIT, OFFSET and FETCH.

-- By a key, upwards.
select id, label from items order by id;

-- By a key, downwards.
select id, label from items order by id desc;

-- By a column and a key.
select category, id from items order by category, id;

-- By two columns in different directions.
select category, id from items order by category desc nulls last, id;

-- NULLs first.
select qty, id from items order by qty nulls first, id;

-- NULLs last.
select qty, id from items order by qty nulls last, id;

-- Downwards with NULLs first.
select qty, id from items order by qty desc nulls first, id;

-- Downwards with NULLs last.
select qty, id from items order by qty desc nulls last, id desc;

-- NULLs come last unless somebody says otherwise, in both directions.
select qty, id from items order by qty, id;
select qty, id from items order by qty desc, id;

-- By text in binary order.
select note, id from items where id < 500 order by note nulls last, id;

-- By text in different case.
select label, id from items where id < 500 order by label, id;

-- By a date.
select sold, id from items order by sold nulls first, id limit 600;

-- By a timestamp.
select stamp, id from items order by stamp desc, id limit 100;

-- By a decimal.
select price, id from items order by price desc, id limit 100;

-- By a double.
select weight, id from items order by weight nulls last, id limit 100;

-- By a float with NULLs.
select score, id from items order by score desc nulls last, id limit 1000;

-- By a boolean.
select active, id from items where id < 100 order by active nulls first, id;

-- By an expression.
select id, qty from items where qty is not null order by qty * -1, id limit 50;

-- By an expression that is not selected.
select id from items order by mod(id, 100), id limit 50;

-- By a column that is not selected.
select label from items order by id desc limit 20;

-- By position.
select category, id from items where category is not null order by 1, 2 desc limit 50;

-- By an alias.
select id * 2 as twice from items order by twice desc limit 10;

-- Ties may come in any order.
-- ties: 1
select category, id from items where category is not null order by category;

-- Ties of two columns.
-- ties: 1, 2
select qty, category, id from items where qty is not null and category is not null order by qty, category desc;

-- The first rows.
select id from items order by id limit 5;

-- The last rows.
select id from items order by id desc limit 5;

-- More than there are.
select id from one_past order by id limit 5000;

-- No rows.
select id from items order by id limit 0;

-- OFFSET.
select id from items order by id limit 5 offset 4094;

-- OFFSET past the end.
select id from items order by id limit 5 offset 20000;

-- OFFSET without a limit.
select id from items order by id offset 9990 rows;

-- FETCH FIRST.
select id from items order by id desc fetch first 7 rows only;

-- OFFSET and FETCH NEXT.
select id from items order by id offset 2040 rows fetch next 20 rows only;

-- A limit without an order is some of the rows; here all rows are alike.
select 1 from items limit 17;

-- A limit without an order, counted.
select count(*) from (select id from items limit 3000) as t;

-- An offset without an order, counted.
select count(*) from (select id from items offset 9000 rows) as t;

-- A limit over a filter.
select id from items where qty = 5 order by id limit 3;

-- A limit over groups.
select category, count(*) from items group by category order by category nulls first limit 4;

-- A limit inside a subquery, another outside.
select id from (select id from items order by id limit 100) as t order by id desc limit 10;

-- A limit inside a join.
select a.id, b.label from (select id from items order by id desc limit 10) as a join items as b on a.id = b.id order by a.id;

-- An order inside a union's branch.
select id from (select id from items order by id limit 3) as t union all select id from (select id from items order by id desc limit 3) as u;

-- An order over a union.
select id from items where id < 3 union all select id from items where id > 9996 order by id desc;

-- A top of every kind of type.
select id, big from items order by big desc limit 5;
select id, small from items order by small, id limit 5;
select id, tiny from items order by tiny nulls first, id limit 5;
select id, opens from items order by opens desc nulls last, id limit 5;

-- The order of an empty table.
select id from empty_items order by id;
select id from empty_items order by id limit 10;

-- The order over gaps.
select id from gaps order by id limit 20 offset 2695;
select id from gaps order by id desc limit 5;

-- The order of NaN and infinities.
select id, f from floats where id not in (4, 5) order by f nulls last, id;

-- The order of extreme values.
select id, i from edges order by i nulls first;
select id, l from edges order by l desc nulls last;
select id, t from edges order by t nulls last;
select id, s from edges order by s nulls last;
select id, d from edges order by d desc nulls last;

-- The order of a distinct.
select distinct brand from items order by brand desc;

-- An order by an aggregate that is not selected.
select category from items group by category order by sum(qty) desc, category limit 3;

-- An order by a CASE.
select id, category from items where id < 50 order by case when category = 'C' then 0 else 1 end, id;

-- Many keys.
-- ties: 1, 2, 3
select active, category, qty, id from items order by active nulls last, category desc nulls last, qty nulls first;

-- A whole sorted table of several columns.
select id, category, price, sold, note from items order by price, id;

-- A limit with a bound number.
-- parameters: 5
select id from items where id > ? order by id limit 10;

-- Order over a view.
select category, total from category_totals order by total desc;

-- A name in an expression is a column's before it is the SELECT's; alone it is the SELECT's.
select -qty as qty, id from items where id < 40 order by -qty, id limit 12;
select -qty as qty, id from items where id < 40 order by qty, id limit 12;
select id % 7 as m, -count(*) as n from items group by id % 7 order by n + m, m;
select -qty as qty, count(*) from items group by qty order by -qty limit 5;
select distinct -small as small from items where id < 50 order by -small limit 9;
select -i.id as id, e.units from items as i join events as e on e.item_id = i.id where i.id < 30 order by abs(i.id - 20), units, id limit 9;

-- A LIMIT that DuckDB drops where a table of few rows tells which rows there are.
select count(*) from (select id from items where id > (select max(id) from single_row) limit 35) as d;
-- duckdb:
select 35;
select 'x' as a, 1e308 as b from items where id > (select min(id) from single_row) order by 1 desc, 2 limit 35;
-- duckdb:
select 'x' as a, 1e308 as b from range(35);
select count(*) from (select i.id from items as i join (select max(id) as m from single_row) as s on i.id > s.m fetch next 9 rows only) as d;
-- duckdb:
select 9;
