-- Functions and comparisons of text.

-- Concatenation.
select id, label || '-' || brand, category || label from items where id < 100;

-- Concatenation with a number that is cast.
select id, label || cast(id as varchar) from items where id < 100;

-- Case.
select id, upper(label), lower(label) from items where id < 100;

-- Case of text that is not ASCII.
select note, upper(note), lower(note) from items where id < 20;

-- Length in characters.
select id, char_length(label), char_length(note), character_length(note) from items where id < 100;

-- Length of text that is not ASCII.
select s, char_length(s) from edges where id in (4, 6);

-- Substring.
select id, substring(label from 1 for 4), substring(label from 3), substring(label, 2, 3) from items where id < 100;

-- Substring past the end.
select id, substring(label from 5 for 100), substring(label from 100) from items where id < 20;

-- Substring of no characters.
select id, substring(label from 2 for 0) from items where id < 20;

-- Substring from zero counts the positions before the first.
select substring(s from 0 for 3) from (values ('hello')) as t(s);
-- duckdb:
select 'he';

-- Substring from a negative position counts the positions before the first.
select substring(s from -2 for 3) from (values ('hello')) as t(s);
-- duckdb:
select '';

-- Trim of spaces.
select id, trim(note), trim(both ' ' from note), trim(leading ' ' from note), trim(trailing ' ' from note) from items where id < 20;

-- Trim of another character.
select trim(both 'x' from s), trim(leading 'x' from s), trim(trailing 'x' from s) from (values ('xxaxx'), ('x'), ('')) as t(s);

-- Position.
select id, position('e' in label), position('zz' in label) from items where id < 20;

-- Position of the empty string.
select position('' in label) from items where id < 5;

-- Replacement.
select id, replace(label, 'item', 'thing') from items where id < 20;

-- Overlay.
select overlay(label placing 'XY' from 2 for 3) from items where id < 20;

-- A comparison is binary.
select 'a' < 'B', 'Z' < 'a', 'a' < 'aa' from single_row;

-- Trailing spaces matter.
select s = 'a', s = 'a ' from (select cast('a' as varchar) as s from single_row) as t;

-- Concatenation with NULL is NULL.
select id, category || '!' from items where id < 40;

-- COALESCE of text of different lengths.
select id, coalesce(category, 'none') from items where id < 60;

-- CASE of texts of different lengths does not pad.
select id, case when qty > 50 then 'long text' else 'short' end || '.' from items where id < 60;

-- A literal with a quote.
select 'it''s', '''', '' from single_row;

-- A literal with special characters.
select 'a;b', '-- no', '/* no */', 'back\slash', '"double"', '%_' from single_row;

-- A literal that is not ASCII.
select 'Zürich', '日本', 'ß' from single_row;

-- A literal outside the first plane.
select '🦆', char_length('🦆') from single_row;

-- Groups by a function of text.
select upper(substring(label from 1 for 4)), count(*) from items group by upper(substring(label from 1 for 4));

-- Filters by a function of text.
select id, label from items where upper(label) like 'ITEM 99%';
select id from items where char_length(label) = 7 and id < 2000;
select id from items where position('9' in label) = 6 and id < 2000;
select id from items where substring(label from 1 for 1) = 'o' and id < 100;

-- Join on a function of text.
select count(*) from items as i join categories as c on lower(i.category) = lower(c.category);

-- Order by a function of text.
select label, id from items where id < 100 order by lower(label), id;

-- LIKE of a column.
select count(*) from items where label like '%' || cast(qty as varchar);

-- LIKE with special characters of regular expressions.
select s from (values ('a.b'), ('axb'), ('a*b'), ('a(b'), ('a[b')) as t(s) where s like 'a.b' or s like 'a*b' or s like 'a(%' or s like '%[%';

-- LIKE over lines.
select count(*) from (values ('a'), ('ab')) as t(s) where s like 'a%';

-- Text of text.
select min(label || brand), max(label || brand) from items;

-- Cast to a shorter text cuts.
select id, cast(label as varchar(3)) from items where id < 20;
-- duckdb:
select id, substring(label, 1, 3) from items where id < 20;

-- Regular expressions.
select id, label from items where label similar to '(item|other) 1[0-9]' and id < 2000;

-- Left and right.
select id, left(label, 3), right(label, 3) from items where id < 20;

-- Repetition.
select id, repeat(category, 3) from items where id < 20;

-- Text with NULL arguments.
select upper(s), char_length(s), substring(s from 1), s || 'a', position('a' in s), trim(s) from all_null where id < 3;

-- A SIMILAR TO without an escape character.
select distinct brand, brand similar to 'brand-(1|2)' escape '' from items where id < 100;
