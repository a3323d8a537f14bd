-- Dynamic parameters.

-- In a comparison.
-- parameters: 4711
select id, label from items where id = ?;

-- In a range.
-- parameters: 2040, 2060
select id from items where id between ? and ?;

-- Text.
-- parameters: 'it''s'
select count(*) from items where note = ?;

-- Text that looks like SQL.
-- parameters: ''' OR 1=1 --'
select count(*) from items where note = ?;

-- Text that is not ASCII.
-- parameters: 'Zürich – "quoted"'
select count(*) from items where note = ?;

-- A pattern.
-- parameters: 'item 12%'
select count(*) from items where label like ?;

-- A date.
-- parameters: DATE '2021-06-15'
select id from items where sold = ?;

-- A timestamp.
-- parameters: TIMESTAMP '2021-12-24 00:00:00'
select count(*) from items where stamp >= ?;

-- A decimal.
-- parameters: 2.50
select id, price from items where price < ?;

-- A double.
-- parameters: 249.5::DOUBLE
select id, weight from items where weight >= ?;

-- A boolean.
-- parameters: true
select count(*) from items where active = ?;

-- A long.
-- parameters: 4990000000000000
select count(*) from items where big > ?;

-- NULL.
-- parameters: NULL::INTEGER
select count(*) from items where qty = ?;

-- In an IN list.
-- parameters: 1, 2, 3
select count(*) from items where qty in (?, ?, ?);

-- In the SELECT list.
-- parameters: 10
select id, id + ? from items where id < 10;

-- In the SELECT list and the filter.
-- parameters: 10, 20
select id, id * cast(? as integer) from items where id < ?;

-- In a subquery.
-- parameters: 'buy', 5
select count(*) from items where id in (select item_id from events where kind = ? and units = ?);

-- In a join condition.
-- parameters: 50
select count(*) from items as i join categories as c on i.category = c.category and i.qty > ?;

-- In HAVING.
-- parameters: 1130
select category, count(*) from items group by category having count(*) > ?;

-- In FILTER.
-- parameters: 50
select count(*) filter (where qty > ?) from items;

-- In CASE.
-- parameters: 50
select sum(case when qty > ? then 1 else 0 end) from items;

-- In LIMIT.
-- parameters: 7
select id from items order by id limit ?;

-- In OFFSET and FETCH.
-- parameters: 2040, 10
select id from items order by id offset ? rows fetch next ? rows only;

-- In a union.
-- parameters: 5, 9995
select id from items where id < ? union all select id from items where id > ?;

-- In arithmetic with a column.
-- parameters: 3
select id from items where mod(id, cast(? as integer)) = 1 and id < 50;

-- In date arithmetic.
-- parameters: DATE '2022-01-01'
select count(*) from items where sold > ? and sold is not null;

-- The same text with other values: see the next.
-- parameters: 1
select label from items where id = ?;
-- parameters: 2
select label from items where id = ?;
-- parameters: 99999
select label from items where id = ?;

-- In a group's filter.
-- parameters: 'A'
select brand, count(*), sum(qty) from items where category = ? group by brand;

-- In COALESCE.
-- parameters: -1
select id, coalesce(qty, ?) from items where id < 50;

-- A number with more digits than those it is compared with.
-- parameters: 12.5, 12.5, 99.995, 0.123
select count(*) filter (where qty < ?), count(*) filter (where qty = ?), count(*) filter (where price <= ?), count(*) filter (where discount > ?) from items;

-- A double beside integers, decimals and numbers of 4 bytes.
-- parameters: 7.25::double, 20.005::double, 0.1::double
select count(*) filter (where qty > ?), count(*) filter (where price < ?), count(*) filter (where score <= ?) from items;

-- As many digits as a decimal can have, beside fewer.
-- parameters: 0.1000000000000000055511151231257827021, 49.99500000000000000000000000000000001
select count(*) filter (where discount > ?), count(*) filter (where price < ?) from items;
