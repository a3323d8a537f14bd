-- NULL in every place.

-- AND, OR and NOT over all combinations.
select distinct p, q, p and q, p or q, not p from sparse;

-- Filters by three-valued logic.
select count(*) from sparse where p and q;
select count(*) from sparse where p or q;
select count(*) from sparse where not (p and q);
select count(*) from sparse where not (p or q);
select count(*) from sparse where (p and q) is null;
select count(*) from sparse where (p or q) is not null;
select count(*) from sparse where p is not true or q is false;
select count(*) from sparse where p = q;
select count(*) from sparse where p <> q;
select count(*) from sparse where p is distinct from q;

-- Comparisons with NULL.
select count(*) from sparse where a = b;
select count(*) from sparse where a <> b;
select count(*) from sparse where not a = b;
select count(*) from sparse where a = null;
select count(*) from sparse where a is not distinct from b;
select count(*) from sparse where (a = b) is unknown;

-- NULL in IN lists.
select a, a in (1, 2, null), a not in (1, 2, null), a in (1, 2) from (select distinct a from sparse) as t;

-- NULL in BETWEEN.
select distinct a, b, a between b and 3, a between 1 and b from sparse;

-- NULL in CASE.
select distinct a, case a when null then 'null' when 1 then 'one' else 'other' end from sparse;
select distinct p, case when p then 'yes' when not p then 'no' else 'unknown' end from sparse;

-- NULL in LIKE.
select distinct c, c like 'k%', c not like 'k1', c like null from sparse;

-- NULL in arithmetic.
select distinct a, b, a + b, a - b, a * b, -a from sparse;

-- NULL in functions.
select distinct c, upper(c), char_length(c), substring(c from 1 for 1), c || 'x', coalesce(c, 'none') from sparse;

-- NULL in casts.
select cast(null as integer), cast(null as varchar), cast(null as date), cast(null as double), cast(null as boolean) from single_row;

-- NULL in aggregates.
select count(*), count(a), count(b), sum(a), min(b), max(c), count(p) from sparse;

-- NULL in distinct aggregates.
select count(distinct a), count(distinct c), sum(distinct b) from sparse;

-- NULL in groups.
select a, b, count(*), count(c) from sparse group by a, b;
select p, q, count(*) from sparse group by p, q;
select c, sum(a), avg(b) from sparse group by c having sum(a) is not null order by c nulls first;

-- NULL in order.
select a, b, c, p, q from sparse order by a nulls first, b nulls last, c nulls first, p nulls first, q nulls last limit 200;

-- NULL in joins.
select count(*) from sparse as x join sparse as y on x.a = y.a and x.b = y.b and x.c = y.c;
select count(*) from (select distinct a from sparse) as x left join (select distinct b from sparse) as y on x.a = y.b;
select x.a, y.b from (select distinct a from sparse) as x full join (select distinct b from sparse) as y on x.a = y.b;
select x.a, y.b from (select distinct a from sparse) as x join (select distinct b from sparse) as y on x.a is not distinct from y.b;

-- NULL in set operations.
select a from sparse intersect select b from sparse;
select b from sparse except select a from sparse;
select a from sparse union select b from sparse;
select c from sparse intersect all select c from sparse where p;

-- NULL in subqueries.
select count(*) from sparse where a in (select b from sparse);
select count(*) from sparse where a not in (select n from numbers where n > 3);
select count(*) from sparse as x where exists (select 1 from sparse as y where y.a = x.b and y.b = x.a);
select count(*) from sparse as x where not exists (select 1 from sparse as y where y.a = x.b + 3);
select distinct a, (select max(n) from numbers where n < a) from sparse;

-- NULL in windows.
select a, b, count(a) over (partition by b), rank() over (order by a nulls first) from sparse where b is null or b = 3;

-- NULLIF and COALESCE.
select distinct a, b, nullif(a, b), coalesce(a, b), coalesce(a, b, 0), coalesce(nullif(a, 1), 100) from sparse;

-- NULL extends in filters after a left join.
select count(*) from items as i left join categories as c on i.category = c.category where coalesce(c.rate, 0) = 0;
select count(*) from items as i left join categories as c on i.category = c.category where c.rate is null;
select count(*) from items as i left join categories as c on i.category = c.category where not (c.rate > 0);

-- Booleans in groups and aggregates.
select count(*) filter (where p), count(*) filter (where not p), count(*) filter (where p is null) from sparse;

-- NULL = NULL in a join condition is not true.
select count(*) from all_null as a join all_null as b on a.i = b.i;
select count(*), count(b.id) from all_null as a left join all_null as b on a.s = b.s where a.id < 10;

-- Sorting only NULLs.
select i, id from all_null order by i, id limit 10;
select min(i), max(d), sum(f), count(t), avg(i) from all_null;

-- A row is less than another if the first member that differs is: NULLs are equal, and greater than every value.
select distinct a, b, (a, b) < (2, 1), (a, b) <= (2, null), (a, b) > (2, -1), (a, b) >= (b, a), (null, a) < (1, b), (a + 1, b) < (b, 3) from sparse;
select count(*), min(b), sum(a) from sparse where (a, b) > (1, 2) and not (b, a) <= (a, b);
select id, qty from items where (qty, id) > (17, 900) order by qty, id limit 20;

-- A condition that may be unknown, compared with FALSE and TRUE.
select count(*), count(*) filter (where nullif(qty > 50, true) between false and true) from items where nullif(qty > 30, id % 2 = 0) between false and true;
select id from items where (qty > 40 and null) between false and true and id < 90;
select id from items where (case when id % 3 = 0 then qty > 20 end) between (1 = 2) and (1 = 1) and id < 90;
select id, p between false and true, p >= false, p <= true, p < false, p > true, p > false, p < true, p >= true, p <= false, true >= p, false > p from (select id, (qty > 40) and (weight < 30) as p from items where id < 90) as d;
select id from (select id, nullif(qty > 40, true) as p from items) as d where p in (false, true) and not p > false and id < 90;
select a.id from items as a left join items as b on a.id = b.id and nullif(b.qty > 30, true) between false and true where b.id is null and a.id < 90;
