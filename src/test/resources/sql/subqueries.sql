-- Subqueries: IN, EXISTS, scalar, quantified, correlated and not.

-- IN.
select id from items where category in (select category from categories where rate > 0);

-- IN of a large table.
select count(*) from items where id in (select item_id from events);

-- IN with a filter of its own.
select id, label from items where id in (select item_id from events where kind = 'buy' and units = 10);

-- IN with NULLs in the subquery.
select count(*) from items where category in (select category from categories);

-- NOT IN without NULLs.
select id from items where category not in (select category from categories where category is not null) and id < 500;

-- NOT IN with a NULL in the subquery finds nothing.
select id from items where category not in (select category from categories);

-- NOT IN of NULL values on the left.
select count(*) from items where qty not in (select n from numbers);

-- NOT IN of an empty set keeps NULLs.
select count(*) from items where qty not in (select id from empty_items);

-- IN of an empty set.
select count(*) from items where qty in (select id from empty_items);

-- NOT IN with NULLs on both sides.
select count(*) from sparse where a not in (select b from sparse where b > 3);
select count(*) from sparse where a not in (select b from sparse);
select count(*) from sparse where a in (select b from sparse where b > 3);

-- IN of two columns.
select count(*) from items where (category, qty) in (select category, qty from items where id < 100 and qty is not null);

-- IN of an expression.
select count(*) from items where qty + 1 in (select n * 10 from numbers);

-- IN of an aggregate.
select id, qty from items where qty in (select max(qty) from items group by brand) and id < 1000;

-- IN inside OR.
select count(*) from items where id < 100 or id in (select item_id from events where units = 3);

-- IN as a column.
select n, n in (select qty from items where id < 20) from numbers;

-- NOT IN as a column, with NULLs.
select n, n not in (select a from sparse) from numbers;

-- EXISTS, correlated.
select id from items as i where exists (select 1 from events as e where e.item_id = i.id and e.units > 10);

-- NOT EXISTS, correlated.
select count(*) from items as i where not exists (select 1 from events as e where e.item_id = i.id);

-- EXISTS, correlated with an inequality.
select n from numbers as a where exists (select 1 from numbers as b where b.n > a.n and mod(b.n, 5) = 0);

-- EXISTS, not correlated.
select count(*) from items where exists (select 1 from numbers where n > 9);
select count(*) from items where exists (select 1 from numbers where n > 10);
select count(*) from items where not exists (select 1 from numbers where n > 10);

-- EXISTS inside OR.
select count(*) from items as i where i.qty > 98 or exists (select 1 from events as e where e.item_id = i.id and e.kind = 'buy');

-- EXISTS with two correlations.
select count(*) from items as i where exists (select 1 from events as e where e.item_id = i.id and e.units > i.qty);

-- EXISTS of an aggregate is always true.
select count(*) from numbers as n where exists (select count(*) from items where qty = -5);

-- EXISTS within EXISTS.
select c.title from categories as c where exists (select 1 from items as i where i.category = c.category and exists (select 1 from events as e where e.item_id = i.id and e.units = 11));

-- EXISTS as a column.
select c.category, exists (select 1 from items as i where i.category = c.category) from categories as c;

-- A scalar subquery in the SELECT list.
select n, (select max(id) from items) from numbers;

-- A scalar subquery, correlated.
select c.category, (select count(*) from items as i where i.category = c.category) from categories as c;

-- A scalar subquery, correlated, of a sum that is NULL when nothing is found.
select c.category, (select sum(qty) from items as i where i.category = c.category) from categories as c;

-- A scalar subquery that finds nothing is NULL.
select n, (select word from numbers as b where b.n = a.n + 8) from numbers as a;

-- A scalar subquery of more than one row fails.
-- fails
select (select n from numbers) from single_row;

-- A scalar subquery in WHERE.
select id, qty from items where qty = (select max(qty) from items);

-- A scalar subquery in WHERE, correlated.
select id, category, qty from items as i where qty = (select max(qty) from items as j where j.category = i.category);

-- A scalar subquery in arithmetic.
select id, qty - (select min(qty) from items where qty > 3) from items where id < 100;

-- A comparison with a scalar average.
select count(*) from items where qty > (select avg(qty) from items);

-- A comparison with a correlated average.
select count(*) from items as i where qty > (select avg(qty) from items as j where j.category = i.category);

-- A scalar subquery in HAVING.
select category, count(*) from items group by category having count(*) > (select avg(c) from (select count(*) as c from items group by category) as t);

-- A scalar subquery in ORDER BY.
select n from numbers order by (select max(n) from numbers) - n;

-- A scalar subquery in CASE.
select n, case when n > (select avg(n) from numbers) then 'high' else 'low' end from numbers;

-- A scalar subquery in a join condition.
select count(*) from items as i join categories as c on i.category = c.category and i.qty > (select avg(qty) from items);

-- Greater than ALL.
select n from numbers where n > all (select n from numbers where n < 7);

-- Greater than ALL of nothing.
select n from numbers where n > all (select id from empty_items);

-- Greater than ALL with a NULL.
select n from numbers where n > all (select a from sparse);

-- Less than ANY.
select n from numbers where n < any (select n from numbers where n < 4);

-- Less than ANY of nothing.
select n from numbers where n < any (select id from empty_items);

-- Equal to ANY is IN.
select count(*) from items where id = any (select item_id from events where units = 2);

-- Unequal to ALL is NOT IN.
select n from numbers where n <> all (select qty from items where qty < 5);

-- SOME.
select n from numbers where n >= some (select n from numbers where n > 8);

-- A subquery in FROM.
select t.category, t.c from (select category, count(*) as c from items group by category) as t where t.c > 1100;

-- Three levels of subqueries in FROM.
select max(s) from (select category, sum(c) as s from (select category, brand, count(*) as c from items group by category, brand) as a group by category) as b;

-- A correlated subquery over two levels.
select c.title from categories as c where (select count(*) from items as i where i.category = c.category and i.qty > (select avg(j.qty) from items as j where j.category = c.category)) > 400;

-- Two subqueries in one WHERE.
select count(*) from items as i where category in (select category from categories where rate > 0) and exists (select 1 from events as e where e.item_id = i.id);

-- IN and NOT IN together.
select count(*) from items where id in (select item_id from events where kind = 'buy') and id not in (select item_id from events where kind = 'return' and item_id is not null);

-- A subquery with a limit.
select count(*) from items where id in (select item_id from events where item_id is not null order by event_id limit 100);

-- A subquery with DISTINCT.
select count(*) from items where id in (select distinct item_id from events);

-- A subquery with a union.
select count(*) from items where id in (select item_id from events where units = 1 union select n from numbers);

-- A subquery with GROUP BY and HAVING.
select count(*) from items where id in (select item_id from events group by item_id having count(*) > 2);

-- A semi join below an aggregate.
select category, count(*), sum(qty) from items where id in (select item_id from events where kind = 'cart') group by category;

-- An anti join below an aggregate.
select category, count(*) from items as i where not exists (select 1 from events as e where e.item_id = i.id and e.kind = 'cart') group by category;

-- A semi join with itself.
select count(*) from items as a where exists (select 1 from items as b where b.category = a.category and b.id = a.id + 8);

-- A correlated count of zero.
select n, (select count(*) from items as i where i.qty = n.n * 1000) from numbers as n;

-- A correlated subquery with an expression on both sides.
select n.n, (select sum(e.units) from events as e where e.units = n.n + 1) from numbers as n;

-- A scalar subquery with COALESCE.
select c.category, coalesce((select min(i.id) from items as i where i.category = c.category), -1) from categories as c;

-- A subquery over a view.
select id from items where category in (select category from nested_view) and id < 100;

-- A subquery over an empty table.
select n, (select max(id) from empty_items) from numbers;
select n, (select count(*) from empty_items where qty = n) from numbers;

-- A correlated EXISTS over a join.
select c.title from categories as c where exists (select 1 from items as i join events as e on e.item_id = i.id where i.category = c.category and e.units = 8 and e.kind = 'view');

-- Quantified comparison, correlated.
select count(*) from items as i where i.id < 500 and i.qty >= all (select j.qty from items as j where j.category = i.category and j.qty is not null and j.id < 500);

-- A subquery in the SELECT list of an aggregate.
select category, count(*) - (select count(*) from numbers) from items group by category;

-- An IN list of scalar subqueries.
select id from items where id in ((select min(id) from items), (select max(id) from items));

-- A total of which nothing is shown is still one row.
select id, (select f from (select false as f, max(qty) from items) as t), (select g from (select i.id + 1 as g, count(*) from events) as t) from items as i where id < 4;
select id, (select count(*) from (select f from (select lower('A') as f, max(qty) from items) as t) as u) from items where id < 4;
