-- Functions and type names that only DuckDB has; it says what they return.

-- Text.
select id, prefix(label, 'it'), suffix(label, '1'), damerau_levenshtein(label, brand), jaccard(label, 'item') from items where id < 50;

-- A format has to be a constant.
select strptime('21 June, 2018', '%d %B, %Y'), try_strptime('nonsense', '%d %B, %Y'), printf('%d of %s', 3, 'x'), format('{} {}', 'a', 1) from single_row;

-- Formats over columns.
select id, printf('%d-%s', id, label), bar(id, 0, 100, 10) from items where id < 20;

-- Numbers.
select id, even(id), nextafter(cast(id as double), 0), gamma(id + 1), bit_count(id), isfinite(cast(id as double)) from items where id < 10;

-- Lists.
select id, list_sum(array[id, qty]), list_slice(array[id, 2, 3], 2, 3), list_sum(cast(array[id, qty] as bigint array)) from items where id in (2, 3);
-- duckdb:
select id, list_sum([id, qty]), list_slice([id, 2, 3], 2, 3), list_sum([id, qty]::bigint[]) from items where id in (2, 3);

-- Lists of values.
select list_max(l), list_concat(l, array[9]), array_to_string(l, '-'), list_has_any(l, array[1, 5]) from (values (array[1, 2]), (array[5, 6])) as t(l);

-- JSON is text.
select json_extract(j, '$.a'), json_array_length(j, '$.b'), json_type(j), json_valid(j) from (values ('{"a": 1, "b": [1, 2]}'), ('{"a": "x", "b": []}')) as t(j);

-- In a filter, a group and an order.
select bit_count(id) as bits, count(*) from items where starts_with(label, 'item') and list_contains(array[1, 2, 3], bit_count(id)) group by bit_count(id) order by bits;

-- Over a grouped value.
select hash(max(id)) = hash(max(id)), md5(min(label)) from items;

-- Type names.
select cast(id as hugeint), id::ubigint, id::int8, label::text, id::float8, (id > 3)::bool from items where id < 10;

-- Times of other precisions.
select cast('2024-01-01 10:11:12' as timestamp_s), cast('2024-01-01 10:11:12' as timestamp_ms) from single_row;
