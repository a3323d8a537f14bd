-- Aggregates by group.

-- Groups of a text column, one of them NULL.
select category, count(*) from items group by category;

-- Sums by group.
select category, sum(qty), sum(price), sum(weight) from items group by category;

-- Averages by group.
-- approximate
select category, avg(qty), avg(price), avg(weight) from items group by category;

-- Smallest and largest by group.
select category, min(id), max(id), min(label), max(label), min(sold), max(stamp) from items group by category;

-- Two keys.
select category, brand, count(*), sum(qty) from items group by category, brand;

-- Three keys, one an expression.
select category, brand, qty > 50, count(*) from items group by category, brand, qty > 50;

-- A key per row.
select id, count(*), sum(qty) from items group by id;

-- A key that is an expression.
select mod(id, 10), count(*), sum(qty) from items group by mod(id, 10);

-- A key that is a CASE.
select case when qty < 50 then 'low' else 'high' end as level, count(*) from items group by case when qty < 50 then 'low' else 'high' end;

-- A key that is a date.
select sold, count(*) from items group by sold;

-- A key that is the year of a date.
select extract(year from sold), count(*), sum(price) from items group by extract(year from sold);

-- A key that is a boolean.
select active, count(*), sum(qty) from items group by active;

-- A key that is a decimal.
select discount, count(*) from items group by discount;

-- A key that is a double.
select weight, count(*) from items group by weight;

-- A key that is a float.
select score, count(*) from items group by score;

-- A key that is a time.
select opens, count(*) from items where opens < time '01:00:00' group by opens;

-- A key that is a small integer.
select tiny, count(*) from items group by tiny;

-- A key that only the SELECT list leaves out.
select count(*), sum(qty) from items group by category;

-- A key in an expression of the SELECT list.
select category || '!', count(*) + 1 from items group by category;

-- HAVING on a count.
select category, count(*) from items group by category having count(*) > 1130;

-- HAVING on another aggregate than those selected.
select brand from items group by brand having sum(qty) > 24000 and max(price) > 10;

-- HAVING on a key.
select category, count(*) from items group by category having category > 'D';

-- HAVING that drops the NULL group.
select category, count(*) from items group by category having category is not null;

-- HAVING that keeps only the NULL group.
select category, count(*) from items group by category having category is null;

-- WHERE and HAVING.
select category, count(*) from items where qty > 90 group by category having count(*) > 100;

-- Groups of an empty table.
select category, count(*), sum(qty) from empty_items group by category;

-- Groups of a filter that nothing passes.
select category, count(*) from items where id < 0 group by category;

-- Groups with NULL values only.
select id % 3, count(*), count(i), sum(i), min(s), avg(f) from all_null group by id % 3;

-- Groups over gaps.
select digit, count(*), sum(id), min(id), max(id) from gaps group by digit;

-- Groups one row past a row group.
select digit, count(*), max(id) from one_past group by digit;

-- Duplicates and a NULL key.
select a, b, count(*) from repeated group by a, b;

-- FILTER by group.
select category, count(*) filter (where qty > 50), sum(price) filter (where active) from items group by category;

-- FILTER that a whole group fails.
select category, sum(qty) filter (where category = 'A') from items group by category;

-- Deviations by group.
-- approximate
select category, stddev_samp(qty), var_pop(weight) from items group by category;

-- Groups with one row have no sample deviation.
select id, stddev_samp(qty), stddev_pop(qty) from items where id < 50 group by id;

-- Bit operations by group.
select category, bit_or(qty), bit_and(qty), bit_xor(qty) from items group by category;

-- Booleans by group.
select category, bool_and(active), bool_or(active) from items group by category;

-- Groups of groups.
select c, count(*) from (select category, brand, count(*) as c from items group by category, brand) as t group by c;

-- A group by a column and all of it in order.
select category, count(*) from items group by category order by category;

-- Groups in order of an aggregate.
select brand, sum(qty) as total from items group by brand order by total desc, brand;

-- The first of the groups in order.
select brand, count(*) from items group by brand order by count(*) desc, brand limit 3;

-- Groups by position.
select category, brand, count(*) from items group by 1, 2;

-- Groups by an alias.
select mod(id, 4) as bucket, count(*) from items group by bucket;

-- Groups of a joined table.
select c.title, count(*), sum(i.qty) from items as i join categories as c on i.category = c.category group by c.title;

-- Groups of a view.
select category, count(*), min(price) from cheap_items group by category;

-- Groups of a union.
select k, count(*) from (select category as k from items union all select category from categories) as t group by k;

-- Groups of text that differs only in case.
select substring(label from 1 for 5), count(*) from items group by substring(label from 1 for 5);

-- Groups of text that is not ASCII, empty or padded.
select note, count(*) from items group by note;

-- Many groups of two columns.
select qty, tiny, count(*) from items group by qty, tiny;

-- Groups of NaN, zeros and NULL.
select f, count(*) from floats where id not in (4, 5) group by f;

-- A group key that is constant.
select 'all', count(*) from items group by 'all';

-- GROUP BY of the empty grouping.
select count(*), sum(qty) from items group by ();

-- GROUP BY of the empty grouping over nothing.
select count(*), sum(qty) from empty_items group by ();

-- Events by kind and month.
select kind, extract(month from on_date), count(*), sum(amount), sum(units) from events group by kind, extract(month from on_date);

-- Large sums by group.
select brand, sum(big) from items group by brand;
