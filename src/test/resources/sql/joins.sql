-- Joins of every kind.

-- Inner, small to large.
select i.id, c.title from items as i join categories as c on i.category = c.category;

-- Inner, large to large.
select e.event_id, i.label from events as e join items as i on e.item_id = i.id where e.event_id < 3000;

-- Inner, counted.
select count(*), sum(e.units), sum(i.qty) from events as e join items as i on e.item_id = i.id;

-- The old notation.
select count(*), sum(i.qty) from items as i, categories as c where i.category = c.category and c.rate > 0;

-- Left, rows without a partner kept.
select i.id, c.title from items as i left join categories as c on i.category = c.category where i.id < 300;

-- Left, dimension first.
select c.category, c.title, count(i.id) from categories as c left join items as i on i.category = c.category group by c.category, c.title;

-- Left, dangling keys.
select e.event_id, i.id from events as e left join items as i on e.item_id = i.id where e.event_id < 2000;

-- Left with a condition on the right side in ON.
select i.id, c.title from items as i left join categories as c on i.category = c.category and c.rate > 0.2 where i.id < 300;

-- Left with a condition on the left side in ON.
select i.id, c.title from items as i left join categories as c on i.category = c.category and i.qty > 50 where i.id < 300;

-- Left with the right side filtered after.
select i.id from items as i left join categories as c on i.category = c.category where c.title is null and i.id < 500;

-- Right.
select i.id, c.title from items as i right join categories as c on i.category = c.category and i.id < 50;

-- Right, counted.
select count(*), count(e.event_id), count(i.id) from events as e right join items as i on e.item_id = i.id;

-- Full.
select c.category, c.title, t.n from categories as c full join (select category, count(*) as n from items group by category) as t on c.category = t.category;

-- Full, large.
select count(*), count(e.event_id), count(i.id), sum(i.qty) from events as e full join items as i on e.item_id = i.id;

-- Full, rows.
select e.event_id, i.id from (select event_id, item_id from events where event_id < 200) as e full join (select id from items where id < 300) as i on e.item_id = i.id;

-- Cross.
select a.n, b.word from numbers as a cross join numbers as b;

-- Cross with a large side.
select count(*), sum(i.id * n.n) from items as i cross join numbers as n;

-- Cross by comma.
select count(*) from numbers, numbers as b, numbers as c;

-- Non-equi.
select i.id, n.n from items as i join numbers as n on i.qty < n.n where i.id < 1000;

-- Non-equi left.
select i.id, n.n from items as i left join numbers as n on i.qty < n.n where i.id < 300;

-- A range.
select n.n, count(*) from numbers as n join items as i on i.qty between n.n * 10 and n.n * 10 + 4 group by n.n;

-- Equi and non-equi together.
select count(*) from events as e join items as i on e.item_id = i.id and e.units < i.qty;

-- Left, equi and non-equi together.
select count(*), count(i.id) from events as e left join items as i on e.item_id = i.id and e.units * 10 > i.qty;

-- Two keys.
select count(*) from items as a join items as b on a.category = b.category and a.id = b.id + 8;

-- A key that is an expression.
select a.id, b.id from items as a join items as b on a.id = b.id * 2 where a.id < 200;

-- Keys of different integer types.
select count(*) from events as e join items as i on e.event_id = i.id;

-- Keys of integers and doubles.
select i.id, n.word from items as i join numbers as n on i.weight = n.n;

-- Keys of decimals.
select count(*) from items as a join items as b on a.price = b.price and a.id < b.id;

-- Keys of text.
select count(*) from items as a join items as b on a.label = b.label;

-- Keys of dates.
select count(*), min(i.id) from items as i join events as e on i.sold = e.on_date;

-- NULL keys meet nobody.
select count(*) from items as a join items as b on a.note = b.note where a.id < 100 and b.id < 100;

-- NULL keys meet with IS NOT DISTINCT FROM.
select c.title, count(*) from items as i join categories as c on i.category is not distinct from c.category group by c.title;

-- Left join with IS NOT DISTINCT FROM.
select i.id, c.title from items as i left join categories as c on i.category is not distinct from c.category where i.id < 200;

-- With itself.
select a.id, b.id from items as a join items as b on a.id = b.id - 1 where a.id between 2040 and 2055;

-- With itself, unequal.
select a.category, b.category from categories as a join categories as b on a.category < b.category;

-- A hierarchy.
select c.title, p.title from categories as c left join categories as p on c.parent = p.category;

-- USING.
select category, id, title from items join categories using (category) where id < 300;

-- NATURAL.
select category, id, title from (select id, category from items) as i natural join categories where id < 300;

-- LEFT with USING.
select category, id, title from items left join categories using (category) where id < 300;

-- Three tables.
select e.event_id, i.label, c.title from events as e join items as i on e.item_id = i.id join categories as c on i.category = c.category where e.event_id < 1000;

-- Three tables, aggregated.
select c.title, e.kind, count(*), sum(e.amount), sum(i.qty) from events as e join items as i on e.item_id = i.id join categories as c on i.category = c.category group by c.title, e.kind;

-- Four tables.
select c.title, n.word, count(*) from events as e join items as i on e.item_id = i.id join categories as c on i.category = c.category join numbers as n on e.units = n.n group by c.title, n.word;

-- Left after inner.
select count(*), count(c.title), sum(e.units) from events as e join items as i on e.item_id = i.id left join categories as c on i.category = c.category;

-- Inner after left.
select count(*), sum(e.units) from events as e left join items as i on e.item_id = i.id join numbers as n on e.units = n.n;

-- Left after left.
select count(*), count(i.id), count(c.title) from events as e left join items as i on e.item_id = i.id left join categories as c on i.category = c.category;

-- Right after left.
select count(*), count(e.event_id), count(i.id) from events as e left join items as i on e.item_id = i.id right join numbers as n on e.units = n.n;

-- Full after inner.
select count(*), count(i.id), count(n.n) from (select i.id, i.qty from items as i join categories as c on i.category = c.category) as i full join numbers as n on i.qty = n.n;

-- A subselect on each side.
select a.category, a.total, b.total from (select category, sum(qty) as total from items where active group by category) as a join (select category, sum(qty) as total from items where not active group by category) as b on a.category = b.category;

-- A join with an aggregate of the same table.
select i.id, i.qty, t.top from items as i join (select category, max(qty) as top from items group by category) as t on i.category = t.category and i.qty = t.top;

-- A join with an empty table.
select i.id, x.label from items as i join empty_items as x on i.id = x.id;
select count(*), count(x.id) from items as i left join empty_items as x on i.id = x.id;
select count(*) from empty_items as x left join items as i on i.id = x.id;
select count(*), count(x.id) from empty_items as x right join items as i on i.id = x.id;
select count(*), count(x.id), count(i.id) from items as i full join empty_items as x on i.id = x.id;
select count(*) from items cross join empty_items;

-- A join with a single row.
select s.text, i.label from single_row as s join items as i on s.id = i.id;
select count(*) from items cross join single_row;

-- A join over gaps.
select count(*), sum(g.digit), sum(i.qty) from gaps as g join items as i on g.id = i.id;
select count(*), count(i.id) from gaps as g left join items as i on g.id = i.id;

-- Duplicates multiply.
select r.a, count(*) from repeated as r join numbers as n on r.a = n.n group by r.a;
select a.a, count(*) from repeated as a join repeated as b on a.a = b.a and a.b = b.b group by a.a;

-- A join with values.
select i.id, v.name from items as i join (values (1, 'first'), (2048, 'second'), (99999, 'none')) as v(id, name) on i.id = v.id;

-- An order above a join.
select e.event_id, i.label from events as e join items as i on e.item_id = i.id order by e.event_id desc limit 20;

-- A limit above a join.
select count(*) from (select e.event_id from events as e join items as i on e.item_id = i.id limit 1000) as t;

-- A distinct above a join.
select distinct c.title, e.kind from events as e join items as i on e.item_id = i.id join categories as c on i.category = c.category;

-- A filter on both sides.
select count(*) from events as e join items as i on e.item_id = i.id where e.kind = 'buy' and i.category = 'A' and e.amount > i.price;

-- A condition with OR over both sides.
select count(*) from events as e join items as i on e.item_id = i.id where (e.kind = 'buy' and i.category = 'A') or (e.kind = 'view' and i.category = 'B');

-- A condition with OR in ON.
select count(*) from numbers as a join numbers as b on a.n = b.n or a.n = b.n + 5;

-- A join whose condition is constant.
select count(*) from numbers as a join numbers as b on true;
select count(*) from numbers as a left join numbers as b on 1 = 0;
select count(*), count(b.n) from numbers as a full join numbers as b on 1 = 0;

-- A view joined.
select t.category, t.items, c.title from category_totals as t join categories as c on t.category = c.category;

-- The same view twice.
select a.category, b.total from category_totals as a join category_totals as b on a.category = b.category and a.items = b.items;

-- Columns of the same name.
select i.category, c.category from items as i join categories as c on i.category = c.category where i.id < 30;

-- LATERAL.
select c.category, t.id from categories as c, lateral (select i.id from items as i where i.category = c.category and i.id < 50) as t;

-- A sum over a left join of groups.
select n.n, coalesce(t.c, 0) from numbers as n left join (select units, count(*) as c from events where kind = 'cart' group by units) as t on t.units = n.n;

-- A chain of seven.
select count(*) from numbers a join numbers b on a.n = b.n join numbers c on b.n = c.n join numbers d on c.n = d.n join numbers e on d.n = e.n join numbers f on e.n = f.n join numbers g on f.n = g.n;
