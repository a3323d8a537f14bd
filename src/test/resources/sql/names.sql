-- Names with spaces, quotes, dots, comments, reserved words, other scripts, and any case.

-- Reserved words.
select "select", "from", "group by" from "order" where "select" < 100;
select "from", count(*), sum("select") from "order" group by "from";
select "group by" as "order by", max("select") as "limit" from "order" group by "group by" order by "order by";

-- Spaces, dots, semicolons and quotes.
select "first column", "a.b", "semi;colon", "it's" from "two words" where "first column" < 100;
select "a.b", count(*), min("semi;colon") from "two words" group by "a.b";
select "two words"."first column" from "two words" where "two words"."it's" = '"1' and "two words"."a.b" = 3;
select t."semi;colon", count(*) from "two words" as t group by t."semi;colon" order by t."semi;colon";

-- Quotes and comments.
select "quote""d", "-- comment", "/* c */" from "dotted.name" where "-- comment" = 2 and "/* c */" = 4;
select "-- comment", sum("quote""d") from "dotted.name" group by "-- comment";
select max("quote""d") from "dotted.name";

-- Other scripts.
select "Länge", "幅", "emoji 🦆" from "Größe" where "Länge" < 50;
select "emoji 🦆", count(*), sum("Länge") from "Größe" group by "emoji 🦆";
select count(*) from "Größe" where "emoji 🦆" = '🦆';
select "幅", count(*) from "Größe" where "emoji 🦆" = 'Ente' group by "幅" order by "幅";

-- Any case when unquoted.
select camelcolumn, UPPER_COLUMN, Lower_Column from mixedcase where CAMELCOLUMN < 50;
select MIXEDCASE.upper_column, count(*) from MixedCase group by upper_column;
SELECT ID, LABEL FROM ITEMS WHERE ID < 10;
select Id, Label from Items where iD < 10;

-- Names that are statements.
select "'; DROP TABLE items; --", "value" from "quo""te";
select "value" from "quo""te" where "'; DROP TABLE items; --" = 1;

-- Values that look like SQL.
select count(*) from "quo""te" where "value" = '''; DROP TABLE items; --';
select count(*) from "quo""te" where "value" = '" OR 1=1 --';
select count(*) from "quo""te" where "value" in ('$1', '?', '%s', '{0}');
select "value" from "quo""te" where "value" like '%OR 1=1%';

-- Aliases with quotes, spaces and reserved words.
select id as "a b", id + 1 as "a""b", id + 2 as "select", id + 3 as "a'b", id + 4 as "a;b" from items where id < 5;
select "x y"."a b" from (select id as "a b" from items where id < 5) as "x y";

-- Aliases that differ only in case.
select id as a, id + 1 as "A" from items where id < 5;

-- An empty text as a value of a column named like a function.
select "count" from (select id as "count" from items where id < 5) as t;

-- Joins of odd names.
select count(*) from "order" join "two words" on "order"."select" = "two words"."first column";
select o."select", d."/* c */" from "order" as o join "dotted.name" as d on o."select" = d."quote""d" where o."select" < 20;
select g."幅", count(*) from "Größe" as g join MixedCase as m on g."Länge" = m.CamelColumn group by g."幅";

-- Windows and sets of odd names.
select "select", row_number() over (partition by "from" order by "select") as "over" from "order" where "select" < 100;
select "a.b" from "two words" intersect select "-- comment" from "dotted.name";

-- Subqueries of odd names.
select count(*) from "order" where "select" in (select "first column" from "two words" where "a.b" = 1);

-- The schema's name before the table's.
select count(*) from d.items;
-- duckdb:
select count(*) from items;
