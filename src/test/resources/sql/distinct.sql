-- DISTINCT, of rows and inside aggregates.

-- One column.
select distinct category from items;

-- Two columns.
select distinct category, brand from items;

-- Of an expression.
select distinct mod(id, 7) from items;

-- Of dates.
select distinct sold from items;

-- Of text.
select distinct note from items;

-- Of booleans.
select distinct active from items;

-- Of doubles.
select distinct weight from items where weight > 200;

-- In order.
select distinct category from items order by category;

-- In order and limited.
select distinct qty from items order by qty limit 5;

-- Of rows that are all different.
select distinct id from items;

-- Of duplicates with NULL.
select distinct a, b from repeated;

-- Of everything.
select distinct * from repeated;

-- Of an empty table.
select distinct category from empty_items;

-- Of NULLs only.
select distinct i, s from all_null;

-- Of a constant.
select distinct 1 from items;

-- Count of distinct values.
select count(distinct category) from items;

-- Counts of distinct values of several columns.
select count(distinct category), count(distinct brand), count(distinct qty), count(*) from items;

-- Sum and average of distinct values.
-- approximate
select sum(distinct qty), avg(distinct qty), count(distinct qty) from items;

-- Smallest of distinct values.
select min(distinct qty), max(distinct label) from items;

-- Distinct and plain side by side.
select count(distinct qty), sum(qty), count(qty), sum(distinct qty) from items;

-- Distinct with a filter.
select count(distinct category) filter (where qty > 95), count(distinct qty) filter (where category = 'A') from items;

-- Distinct by group.
select category, count(distinct brand), count(distinct qty) from items group by category;

-- Distinct sums by group.
select brand, sum(distinct qty), sum(qty) from items group by brand;

-- Distinct of an expression by group.
select category, count(distinct mod(id, 5)) from items group by category;

-- Distinct counts of an empty table.
select count(distinct category), sum(distinct qty) from empty_items;

-- Distinct counts of NULLs only.
select count(distinct i), count(distinct s), sum(distinct d) from all_null;

-- Distinct counts over gaps.
select count(distinct digit), count(distinct id) from gaps;

-- Distinct of a join.
select distinct c.title from items as i join categories as c on i.category = c.category where i.qty > 50;

-- Distinct of groups.
select distinct count(*) from items group by category, brand;

-- A count above a distinct.
select count(*) from (select distinct category, brand from items) as t;

-- Distinct of decimals and floats.
select distinct discount from items;
select distinct score from items;

-- Distinct deviations.
-- approximate
select stddev_pop(distinct qty), avg(distinct weight) from items;

-- Distinct counts of two arguments by nesting.
select count(*) from (select distinct category, qty from items where category is not null and qty is not null) as t;

-- Distinct in a subquery of a distinct.
select distinct category from (select distinct category, qty from items) as t;
