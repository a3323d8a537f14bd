-- UNION, INTERSECT, EXCEPT and VALUES.

-- UNION ALL of two tables.
select id, digit from gaps union all select id, digit from one_past;

-- UNION ALL of a table with itself.
select id from items union all select id from items;

-- UNION ALL, counted.
select count(*), sum(id) from (select id from items union all select id from items union all select id from gaps) as t;

-- UNION drops duplicates.
select digit from gaps union select digit from one_past;

-- UNION of NULLs.
select category from items union select category from categories;

-- UNION of two columns.
select category, brand from items union select category, title from categories;

-- UNION, then ordered.
select category from items union select category from categories order by category nulls first;

-- UNION of different integer types.
select tiny from items union select id from numbers join single_row on true union all select qty from items where id < 10;

-- UNION ALL of integers and doubles.
select qty from items where id < 100 union all select weight from items where id < 100;

-- UNION ALL of decimals of different scale.
select price from items where id < 100 union all select discount from items where id < 100;

-- UNION ALL of texts of different length.
select 'a' from single_row union all select 'abc' from single_row union all select '' from single_row;

-- UNION ALL with NULL.
select qty from items where id < 10 union all select cast(null as integer) from single_row;

-- INTERSECT.
select category from items intersect select category from categories;

-- INTERSECT of keys.
select id from items intersect select id from gaps;

-- INTERSECT ALL.
select digit from gaps intersect all select n from numbers;
select a from repeated intersect all select a from repeated where b is null;

-- EXCEPT.
select category from categories except select category from items;

-- EXCEPT of keys.
select id from items except select id from gaps;

-- EXCEPT ALL.
select a from repeated except all select n from numbers;
select a, b from repeated except all select a, b from repeated where a = 1;

-- EXCEPT of everything.
select id from items except select id from items;

-- Three operands.
select id from items except select id from gaps except select n from numbers;

-- INTERSECT binds stronger than UNION.
select n from numbers union select id from items intersect select id from one_past where id > 2040;

-- Brackets.
(select n from numbers union select id from items where id > 9990) except select n from numbers where n > 5;

-- A set operation below an aggregate.
select count(*), min(id), max(id) from (select id from items intersect select id from gaps) as t;

-- A set operation below a join.
select t.id, i.label from (select id from gaps where id < 50 except select n from numbers) as t join items as i on i.id = t.id;

-- A set operation below a filter.
select id from (select id from items union all select id from gaps) as t where id between 2047 and 2049;

-- Branches with limits.
(select id from items order by id limit 3) union all (select id from gaps order by id desc limit 3);

-- With empty tables.
select id from items where id < 5 union all select id from empty_items;
select id from empty_items union select id from empty_items;
select id from items intersect select id from empty_items;
select id from items where id < 10 except select id from empty_items;
select id from empty_items except select id from items;

-- Aggregates in branches.
select 'items', count(*) from items union all select 'events', count(*) from events union all select 'gaps', count(*) from gaps;

-- Groups in branches.
select category, count(*) from items group by category union all select kind, count(*) from events group by kind;

-- Joins in branches.
select i.id from items as i join categories as c on i.category = c.category where c.rate > 1 union select e.item_id from events as e where e.units = 4 and e.item_id < 100;

-- VALUES by themselves.
values (1, 'one'), (2, 'two'), (3, null);

-- VALUES in FROM.
select x, y from (values (1, 'one'), (2, 'two'), (cast(null as integer), 'none')) as t(x, y) where x > 1 or x is null;

-- VALUES of text of different lengths.
select x from (values ('a'), ('abc'), ('')) as t(x);

-- VALUES of different number types.
select x from (values (1), (2.5), (3)) as t(x);

-- A union of VALUES and a table.
select n, word from numbers union all values (11, 'eleven'), (12, 'twelve');

-- DISTINCT of a union all.
select distinct id from (select id from one_past union all select id from one_past) as t where id < 100;

-- A union with expressions.
select id + 1 as x from items where id < 5 union all select id * 2 from items where id < 5;

-- Many branches.
select n from numbers union all select n from numbers union all select n from numbers union all select n from numbers union all select n from numbers union all select n from numbers;
