-- Aggregates of whole tables.

-- Count of rows.
select count(*) from items;

-- Count of values.
select count(qty), count(category), count(note), count(id) from items;

-- Sum of integers.
select sum(qty), sum(small), sum(tiny), sum(id) from items;

-- Sum that passes the range of its type.
select sum(big), sum(big * 1000), sum(cast(id as bigint) * 1000000000000) from items;

-- Sum of decimals.
select sum(price), sum(discount) from items;

-- Sum of a product of decimals.
select sum(price * discount), sum(price * (1 - discount)) from items;

-- Sum of doubles that add up exactly.
select sum(weight), sum(score) from items;

-- Sum of doubles that do not.
-- approximate
select sum(noise), sum(noise * noise) from items;

-- Smallest and largest.
select min(id), max(id), min(qty), max(qty), min(price), max(price), min(weight), max(weight) from items;

-- Smallest and largest text.
select min(label), max(label), min(note), max(note), min(category), max(category) from items;

-- Smallest and largest dates and times.
select min(sold), max(sold), min(stamp), max(stamp), min(opens), max(opens) from items;

-- Smallest and largest boolean and float.
select min(score), max(score), min(tiny), max(tiny), min(big), max(big) from items;

-- Average of integers is a double.
-- approximate
select avg(qty), avg(small), avg(id), avg(big) from items;

-- Average of decimals.
-- approximate
select avg(price), avg(discount) from items;

-- Average of doubles.
-- approximate
select avg(weight), avg(noise), avg(score) from items;

-- Averages combine sums and counts, not averages.
-- approximate
select avg(id) from gaps;

-- All at once.
-- approximate
select count(*), count(qty), sum(qty), min(qty), max(qty), avg(qty) from items;

-- An aggregate of an expression.
select sum(qty * 2 + 1), max(id - qty), min(abs(small)) from items;

-- An expression of aggregates.
select max(id) - min(id) + 1, sum(qty) + count(*), sum(qty) * 2 from items;

-- A ratio of aggregates.
-- approximate
select cast(sum(qty) as double) / count(qty) from items;

-- Aggregates over a filter.
select count(*), sum(qty), max(price) from items where category = 'B' and qty > 50;

-- Aggregates over nothing.
select count(*), count(qty), sum(qty), min(qty), max(qty), avg(qty) from items where id < 0;

-- Aggregates over an empty table.
select count(*), sum(qty), min(label), avg(price) from empty_items;

-- Aggregates over NULLs only.
select count(*), count(i), sum(i), min(i), max(s), avg(f), sum(d) from all_null;

-- Aggregates over a single row.
select count(*), sum(id), min(text), avg(id) from single_row;

-- Aggregates one row past a row group.
select count(*), sum(id), max(id), sum(digit) from one_past;

-- Aggregates over gaps.
select count(*), sum(id), min(id), max(id), sum(digit) from gaps;

-- FILTER.
select count(*) filter (where qty > 50), sum(qty) filter (where category = 'A'), count(*) from items;

-- FILTER that nothing passes.
select count(*) filter (where id < 0), sum(qty) filter (where id < 0), min(label) filter (where id < 0) from items;

-- FILTER on NULL.
select count(*) filter (where active), count(*) filter (where not active), count(*) filter (where active is null) from items;

-- FILTER with an average.
-- approximate
select avg(qty) filter (where category = 'A'), avg(price) filter (where category = 'B') from items;

-- Several filters of one aggregate.
select sum(qty) filter (where id < 2048), sum(qty) filter (where id >= 2048 and id < 4096), sum(qty) filter (where id >= 4096) from items;

-- Count of a boolean expression.
select count(qty > 50), sum(case when qty > 50 then 1 else 0 end) from items;

-- Standard deviations and variances.
-- approximate
select stddev_pop(qty), stddev_samp(qty), var_pop(qty), var_samp(qty), stddev_pop(weight), var_samp(noise) from items;

-- Deviations of one value are NULL or zero.
select stddev_pop(id), stddev_samp(id), var_pop(id), var_samp(id) from single_row;

-- Deviations of nothing.
select stddev_pop(qty), var_samp(qty) from empty_items;

-- Counts of regression pairs.
select regr_count(weight, score) from items;

-- Bit operations.
select bit_and(qty), bit_or(qty), bit_xor(small) from items where qty > 60;

-- HAVING without GROUP BY that holds.
select count(*) from items having count(*) > 100;

-- HAVING without GROUP BY that does not hold.
select count(*) from items having count(*) < 100;

-- An aggregate of an aggregate.
select max(c), min(c), sum(c) from (select category, count(*) as c from items group by category) as t;

-- The sum of a constant.
select sum(1), count(1), max(7) from items;

-- An aggregate above a limit.
select count(*), sum(id) from (select id from items order by id limit 100) as t;

-- Aggregates of extreme values.
select min(i), max(i), min(l), max(l), min(d), max(d), min(t), max(t), min(ts), max(ts) from edges;
select sum(i), sum(l), count(h) from edges;

-- Aggregates with NaN and infinities.
select min(f), max(f), count(f) from floats;
select max(f) from floats where f < 100;

-- Any value of a constant column.
select any_value(x) from (select 5 as x from items) as t;

-- An aggregate over a union.
select count(*), sum(id) from (select id from items union all select id from gaps) as t;

-- Every and some.
select bool_and(qty >= 0), bool_or(qty > 98), bool_and(active), bool_or(active) from items;

-- A single value from a scalar subquery over an aggregate.
select (select max(id) from items) - (select min(id) from gaps);

-- Every digit of averages of exact numbers, beside a sum, a count, or nothing that they are made of.
select brand, category, cast(avg(price) as varchar), cast(avg(qty) as varchar) from items group by brand, category;
select brand, category, cast(avg(price) as varchar), sum(price) from items group by brand, category;
select brand, category, cast(avg(price) as varchar), count(*) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar), count(*) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar), count(discount) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar), sum(discount), avg(qty) from items group by brand, category;
select brand, category, cast(avg(discount) filter (where id > 100) as varchar), sum(discount) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar), sum(discount) filter (where id > 100) from items group by brand, category;
select brand, category, cast(avg(discount) as varchar), sum(discount) from items group by rollup (brand, category);
select cast(avg(discount) as varchar), cast(avg(price) as varchar), cast(avg(qty) as varchar) from items where id > 5;
select item_id, cast(avg(amount) as varchar), max(amount) from events group by item_id;
select item_id, cast(avg(amount) as varchar), sum(amount) from events group by item_id;
select item_id, cast(avg(amount) as varchar) from events group by item_id having count(amount) > 1;
