-- Common table expressions.

-- One.
with t as (select id, qty from items where id < 100) select id, qty from t where qty > 50;

-- Used twice.
with t as (select category, sum(qty) as s from items group by category) select a.category, a.s from t as a where a.s = (select max(s) from t);

-- Joined with itself.
with t as (select brand, sum(qty) as s from items group by brand) select a.brand, count(*) from t as a join t as b on a.s <= b.s group by a.brand;

-- One from another.
with a as (select id, qty from items where qty > 50), b as (select id from a where id < 1000) select count(*), max(id) from b;

-- Columns renamed.
with t (k, c) as (select category, count(*) from items group by category) select k, c from t where c > 1100;

-- Hiding a table of the same name.
with items as (select n as id from numbers) select count(*) from items;

-- In a subquery.
select count(*) from items where id in (with t as (select item_id from events where units = 5) select item_id from t);

-- In a derived table.
select max(c) from (with t as (select category, count(*) as c from items group by category) select c from t) as u;

-- Nested.
with a as (with b as (select id from items where id < 10) select id + 1 as id from b) select sum(id) from a;

-- With a union.
with t as (select id from items where id < 5 union all select id from items where id > 9995) select id from t order by id;

-- With a window.
with t as (select id, brand, row_number() over (partition by brand order by qty desc nulls last, id) as r from items) select brand, id from t where r = 1 order by brand;

-- With values.
with t (x, y) as (values (1, 'a'), (2, 'b')) select y, x from t;

-- With an order and a limit inside.
with t as (select id from items order by id desc limit 10) select min(id) from t;

-- Unused.
with t as (select id from items) select count(*) from numbers;

-- Several that join.
with c as (select category, title from categories where category is not null), i as (select category, count(*) as n from items group by category) select c.title, i.n from c left join i on c.category = i.category;

-- Over an empty table.
with t as (select id from empty_items) select count(*) from t;

-- Recursive.
with recursive t (n) as (select 1 union all select n + 1 from t where n < 20) select n from t;

-- A round that aggregates the one before.
with recursive t (x) as (select 1 union select sum(x) from t, (values (1), (2), (3)) as a (i) where x < 1000) select x from t order by x;

-- A round that asks a question of the one before.
with recursive t (x) as (select 1 union select (select max(x) + 1 from t) from t where x < 5) select x from t order by 1;

-- A round that joins a table.
with recursive t (id, depth) as (select id, 0 from items where id = 1 union all select i.id, t.depth + 1 from t join items as i on i.id = t.id * 3 where t.depth < 6) select * from t order by depth;
-- A recursion that is read twice, and one that reads aggregates and joins.
with recursive t (n) as (select 1 union all select n + 1 from t where n < 20), u (n, m) as (select n, n * 2 from t union select u.n, u.m + 1 from u join t on t.n = u.n where u.m < 30) select count(*) as n, sum(m) as s, (select max(n) from t) as x from u;
with recursive least (id) as (select min(id) from items where id > 2), pairs (a, b) as (select a.id, b.id from items as a join items as b on b.id = a.id + 2 where a.id < 40), t (id) as (select id from least union select p.b from t, pairs as p where p.a = t.id) select count(*) as n, sum(id) as s from t;

-- Texts that grow from round to round.
with recursive t (n, s) as (select 1, 'a' union all select n + 1, s || '-b' from t where n < 6) select n, s from t order by n;

-- Recursion in a sub-query, and one over another.
select id, (with recursive t (n) as (select 1 union all select n + 1 from t where n < 5) select sum(n) from t where n <= id) from items where id < 4 order by id;
with recursive a (n) as (select 1 union all select n + 1 from a where n < 5), b (m) as (select n from a union select m + 10 from b where m < 40) select count(*), sum(m) from b;

-- Rows of a table and of a recursion.
with recursive t (n) as (select 1 union all select n + 1 from t where n < 40) select t.n, count(i.id) from t left join items as i on i.id % 50 = t.n group by t.n order by t.n;

-- The name of a WITH in another case, and that of a table.
with Numbers as (select 1 as a) select * from numbers;
with ITEMS as (select 7 as a) select Items.a, i.a from items, Items as i;
with items as (select id from items where id < 3) select count(*) from ITEMS where id in (select id from Items);
