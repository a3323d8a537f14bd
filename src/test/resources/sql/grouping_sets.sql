-- GROUPING SETS, ROLLUP, CUBE and GROUPING.

-- ROLLUP of one key.
select brand, count(*) from items group by rollup(brand);

-- ROLLUP of two keys.
select category, brand, count(*), sum(qty) from items group by rollup(category, brand);

-- CUBE of two keys.
select category, brand, count(*), sum(qty) from items group by cube(category, brand);

-- CUBE of three keys.
select category, brand, active, count(*) from items group by cube(category, brand, active);

-- Explicit sets.
select category, brand, count(*) from items group by grouping sets ((category), (brand));

-- Explicit sets with the empty one.
select category, brand, sum(price) from items group by grouping sets ((category, brand), (category), ());

-- One set only.
select category, count(*) from items group by grouping sets ((category));

-- The empty set only.
select count(*), sum(qty) from items group by grouping sets (());

-- GROUPING tells NULL from all.
select category, grouping(category), count(*) from items group by rollup(category);

-- GROUPING of two.
select category, brand, grouping(category), grouping(brand), count(*) from items group by cube(category, brand);

-- GROUPING with several arguments.
select category, brand, grouping(category, brand), count(*) from items group by cube(category, brand);

-- HAVING on GROUPING.
select category, count(*) from items group by rollup(category) having grouping(category) = 1;

-- Order by GROUPING.
select category, brand, count(*) from items where category is not null group by rollup(category, brand) order by grouping(category), grouping(brand), category, brand;

-- Averages.
-- approximate
select category, avg(qty), avg(price) from items group by rollup(category);

-- Distinct counts.
select category, count(distinct brand), count(distinct qty) from items group by rollup(category);

-- FILTER.
select category, count(*) filter (where qty > 50) from items group by rollup(category);

-- Smallest and largest.
select category, brand, min(id), max(label) from items group by cube(category, brand);

-- An empty table: the empty set gives one row.
select category, count(*), sum(qty) from empty_items group by rollup(category);

-- An empty table without the empty set gives none.
select category, brand, count(*) from empty_items group by grouping sets ((category), (brand));

-- NULLs only.
select i, s, count(*), count(i) from all_null group by cube(i, s);

-- Over a join.
select c.title, i.brand, count(*) from items as i join categories as c on i.category = c.category group by rollup(c.title, i.brand);

-- Keys that are expressions.
select mod(id, 3), qty > 50, count(*) from items group by cube(mod(id, 3), qty > 50);

-- A plain key beside a rollup.
select active, category, brand, count(*) from items group by active, rollup(category, brand);

-- A limit.
select category, brand, sum(qty) as s from items group by cube(category, brand) order by s desc nulls last, category nulls last, brand nulls last limit 5;

-- Over gaps.
select digit, count(*), sum(id) from gaps group by rollup(digit);

-- Deviations.
-- approximate
select brand, stddev_pop(qty) from items group by rollup(brand);

-- In HAVING, what is grouped by comes before what is selected.
select min(id) + 1000 as qty, count(*) from items group by cube(qty, active) having qty < 10;
select category as brand, brand as category, count(*) from items group by rollup(category, brand) having brand > 'brand-3' and count(*) > 1;

-- Numbers of columns beside their names.
select category, brand, count(*) from items group by grouping sets ((1), (brand), (category, 2));
select category, brand, count(*) from items group by rollup(1, category, 2);
select category, brand, count(*) from items group by rollup(1, 2);
