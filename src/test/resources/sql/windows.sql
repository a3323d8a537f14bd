-- Window functions.

-- Row numbers.
select id, row_number() over (order by id) from items;

-- Row numbers by partition.
select id, category, row_number() over (partition by category order by id) from items;

-- Ranks.
select id, qty, rank() over (order by qty nulls last), dense_rank() over (order by qty nulls last) from items where id < 500;

-- Ranks by partition.
select id, brand, qty, rank() over (partition by brand order by qty desc nulls last) from items;

-- A sum over a partition.
select id, category, sum(qty) over (partition by category) from items;

-- A running sum.
select id, sum(qty) over (order by id) from items;

-- A running sum by partition.
select id, brand, sum(qty) over (partition by brand order by id) from items;

-- A running sum with peers.
select id, qty, sum(qty) over (order by qty nulls last) from items where id < 1000;

-- A running sum row by row.
select id, sum(qty) over (order by id rows unbounded preceding) from items;

-- A moving sum.
select id, sum(qty) over (order by id rows between 2 preceding and 2 following) from items;

-- A moving sum that looks back only.
select id, sum(qty) over (order by id rows between 3 preceding and 1 preceding) from items where id < 1000;

-- A moving sum that looks ahead only.
select id, sum(qty) over (order by id rows between 1 following and 3 following) from items where id < 1000;

-- A range of values.
select id, sum(id) over (order by id range between 5 preceding and 5 following) from items where id < 1000;

-- A range from the start.
select id, qty, count(*) over (order by qty nulls last range between unbounded preceding and current row) from items where id < 1000;

-- A range to the end.
select id, count(*) over (order by id range between current row and unbounded following) from items where id < 1000;

-- The whole partition.
select id, max(qty) over (partition by brand order by id rows between unbounded preceding and unbounded following) from items;

-- Average, smallest, largest and count.
-- approximate
select id, avg(qty) over (partition by category), min(qty) over (partition by category), max(qty) over (partition by category), count(qty) over (partition by category) from items;

-- LAG and LEAD.
select id, lag(qty) over (order by id), lead(qty) over (order by id) from items;

-- LAG and LEAD with distance and default.
select id, lag(qty, 3) over (order by id), lead(qty, 2, -1) over (order by id) from items;

-- LAG by partition.
select id, category, lag(id) over (partition by category order by id) from items;

-- FIRST_VALUE and LAST_VALUE.
select id, first_value(id) over (partition by brand order by id), last_value(id) over (partition by brand order by id rows between current row and 2 following) from items;

-- NTH_VALUE.
select id, nth_value(id, 3) over (partition by brand order by id rows between unbounded preceding and unbounded following) from items where id < 1000;

-- NTILE.
select id, ntile(7) over (order by id) from items;

-- PERCENT_RANK and CUME_DIST.
-- approximate
select id, percent_rank() over (order by id), cume_dist() over (order by id) from items where id < 1000;

-- Two windows.
select id, sum(qty) over (partition by category), sum(qty) over (partition by brand) from items;

-- A named window.
select id, sum(qty) over w, count(*) over w from items window w as (partition by category order by id);

-- No partition and no order.
select id, count(*) over (), sum(qty) over () from items;

-- Two partition keys.
select id, count(*) over (partition by category, brand) from items;

-- A partition by an expression.
select id, sum(qty) over (partition by mod(id, 3) order by id) from items where id < 2000;

-- A window over a filter.
select id, row_number() over (order by id) from items where category = 'A';

-- A filter over a window.
select id, category from (select id, category, row_number() over (partition by category order by id desc) as r from items) as t where r <= 2;

-- QUALIFY.
select id, category, qty from items qualify row_number() over (partition by category order by qty desc nulls last, id) = 1;

-- A window over groups.
select category, count(*), sum(count(*)) over () from items group by category;

-- The rank of groups.
select brand, sum(qty), rank() over (order by sum(qty) desc) from items group by brand;

-- A share of the whole.
-- approximate
select category, cast(count(*) as double) / sum(count(*)) over () from items group by category;

-- A window in an expression.
select id, qty - lag(qty, 1, 0) over (order by id) from items where id < 1000;

-- A window over a join.
select e.event_id, row_number() over (partition by i.category order by e.event_id) from events as e join items as i on e.item_id = i.id where e.event_id < 2000;

-- A window over a union.
select id, row_number() over (order by id) from (select id from items where id < 10 union all select id from items where id > 9990) as t;

-- A window with an order outside.
select id, sum(qty) over (partition by brand order by id) as s from items order by id desc limit 20;

-- A window with a limit outside.
select id, rank() over (order by id desc) from items order by id limit 10;

-- A distinct over a window.
select distinct category, count(*) over (partition by category) from items;

-- An aggregate over a window.
select max(r), count(*) from (select row_number() over (partition by category order by id) as r from items) as t;

-- A window over a window.
select id, sum(r) over (order by id) from (select id, row_number() over (order by id desc) as r from items where id < 500) as t;

-- Windows over NULLs only.
select id, sum(i) over (order by id), count(i) over (), lag(i) over (order by id) from all_null where id < 100;

-- Windows over an empty table.
select id, row_number() over (order by id) from empty_items;

-- Windows over gaps.
select id, row_number() over (order by id), lag(id) over (order by id) from gaps;

-- Windows ordered by dates.
select id, sold, row_number() over (order by sold nulls last, id) from items where id < 1000;

-- Windows of decimals.
select id, sum(price) over (partition by brand order by id) from items;

-- Windows of doubles.
select id, sum(weight) over (partition by brand order by id) from items where id < 1000;

-- EXCLUDE.
select id, sum(qty) over (order by id rows between 2 preceding and 2 following exclude current row) from items where id < 500;

-- Windows of text.
select id, max(label) over (partition by brand), first_value(label) over (partition by brand order by id) from items where id < 1000;

-- The NULL partition is one partition.
select id, count(*) over (partition by category) from items where category is null;
