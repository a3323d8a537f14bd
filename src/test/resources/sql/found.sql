-- What random queries found, cut down to what mattered.

-- A negative constant in DISTINCT is no position.
select count(*) from (select distinct coalesce(-25, id), brand from items) as d;

-- A distinct sum of a negative constant.
select category, sum(distinct -20), count(*) from items group by category;

-- An order by constants, between others.
select false as a, brand as b, x'ff' as c, date '2020-02-29' as d, 'it''s' as e from items order by 1, 2, 3, 4 desc, 5 limit 7;

-- A scalar subquery that is correlated with an expression of a derived table.
select (select sum(e.units) from events as e where e.kind = d.kind || '' and e.item_id = d.id), d.id from (select id + 1 as id, label, case when qty > 50 then 'buy' else 'view' end as kind from items where id < 300) as d;
