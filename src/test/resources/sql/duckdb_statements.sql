-- Statements that only DuckDB reads.

-- One row of each group.
-- ties: 1
select distinct on (category) category, id from items order by category, id;

-- Functions as arguments.
select id, list_transform([id, 2], lambda x: x + 1), list_filter([1, 2, 3], lambda x: x > 1) from items where id < 5 order by id;

-- Lists unnested among the columns.
select id, unnest([id, id * 10]) from items where id < 4;

-- Zones.
select id, stamp at time zone 'America/New_York' from items where id < 5;

-- Collations.
select label from items where id < 30 order by label collate nocase desc, id;

-- Rows side by side.
select a.id, b.id from (select id from items order by id limit 5) as a positional join (select id from items order by id desc limit 3) as b;

-- Texts between dollars, with a comment at the end of the statement.
select $$it's$$, $tag$a$$b$tag$ from single_row -- ends here
;

-- Members of JSON.
select '{"a": {"b": [1, 2]}}'::json -> 'a', '{"a": 1}'::json ->> '$.a';

-- Columns by pattern, without some, with others.
select columns('i.*') from items where id < 4;
select * exclude (stamp, price) replace (id * 2 as id) from items where id < 4 order by id;

-- Columns to rows and back.
from (select id, qty, id + 1 as other from items where id < 4) unpivot (amount for source in (qty, other)) order by id, source;
from (select id % 3 as g, qty, id from items where id < 100) pivot (sum(qty) for g in (0, 1, 2)) order by id limit 3;

-- The nearest row of another table.
select a.id, b.id from (values (1), (5), (9)) as a(id) asof join (values (0), (4), (8)) as b(id) on a.id >= b.id order by 1;

-- An alias used in its own SELECT, in WHERE and in GROUP BY.
select id % 7 as g, g + 1 as next, count(*) from items where g > 2 group by g order by g;

-- Types without a counterpart in Calcite.
select 'a'::enum('b', 'a') as e, 200::utinyint, '1.5'::json, uuid_extract_version('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid), {'k': 170141183460469231731687303715884105727::hugeint} from single_row;

-- Integers divide as in every other statement: DuckDB's word for it is //.
select 7 / 2, 7.0 / 2, unnest([9 / 4]);
-- duckdb:
select 7 // 2, 7.0 / 2, unnest([9 // 4]);

-- A WITH that names itself, and one with the name of a table.
with recursive t(n, path) as (select 1, [1] union all select n + 1, list_append(path, n + 1) from t where n < 4) select n, path[-1], unnest(path) from t order by all;
with items as (select 1 as one) select *, unnest([1, 2]) from items;

-- No such column, no such table.
-- fails
select unnest(nothing) from items;
-- fails
select unnest([1]) from nowhere;

-- What there is to query.
show tables;
describe items;

-- The structs of a list stay whole.
select * from unnest([{'a': 1, 'b': 'x'}, null]);
select id, s, s.b from (select id, case when id > 1 then [{'a': id, 'b': brand}, {'a': 0, 'b': 'y'}] end as l from items where id < 4) as t, unnest(l) as s;
select * from unnest(array[(1, 2), (3, 4)]);

-- Texts that stand beside other values.
select '7' % cast(4 as tinyint), mod(id, '3'), interval '1' day > '1', '36 hours' < interval '1' day from items where id < 4;

-- Pairs of columns of which one is NULL.
select * from (select id, qty, nullif(id, 2) as other, 1 as one from items where id < 4) unpivot ((a, b) for source in ((qty, other), (other, one))) order by all;

-- The elements of a list, as one text; a time as JSON.
select concat_ws('-', [brand, null], 'x', [category]) from items where id < 4;
select cast(stamp as json), cast(sold as json), cast(true as json), cast('[1]' as json) from items where id < 4;

-- Names of expressions.
select id, alias(id) as k, alias(brand), alias(i.qty) from items as i where id < 4;

-- The state of an aggregate, which is no alias.
select finalize(combine_aggr(s)) from (select max(id) export_state from items group by category) as t(s);

-- A lateral join whose condition is of another table than its rows.
select count(*) from items as a, items as b join lateral (values (a.id), (-1)) as l(x) on b.id = l.x;

-- Sums of NULLs, which have no type.
select id, 1 + (null + null), qty * (null - null) from items where id < 4;

-- A division of integers by which rows are grouped.
select id / 1000 as thousand, count(*) as n, list(brand order by id)[1] as first from items group by id / 1000 order by all;
-- duckdb:
select id // 1000 as thousand, count(*) as n, list(brand order by id)[1] as first from items group by id // 1000 order by all;
select distinct on (qty / 10) qty / 10 as tens, (qty / 10) / 2 as half, weight / 10 as part, id from items order by qty / 10, id;
-- duckdb:
select distinct on (qty // 10) qty // 10 as tens, (qty // 10) // 2 as half, weight / 10 as part, id from items order by qty // 10, id;
select (id / 10) / 7 as a, max(weight / 2) as b, mode(brand) is null as c from items group by rollup ((id / 10) / 7) having (id / 10) / 7 > 3 order by all;
-- duckdb:
select (id // 10) // 7 as a, max(weight / 2) as b, mode(brand) is null as c from items group by rollup ((id // 10) // 7) having (id // 10) // 7 > 3 order by all;
