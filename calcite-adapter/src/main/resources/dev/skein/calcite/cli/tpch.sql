-- The eight TPC-H tables in DuckDB SQL: schema, keys, value ranges and correlations as the TPC-H
-- specification has them (clause 4.2), the texts simplified. Not a certified generator: rows
-- differ from dbgen's, counts and selectivities agree.
-- The variable "scale" is the scale factor. Values come from hash(key, salt), never from
-- random(), so the same scale gives the same rows however many threads run the script. The number
-- in 'line kind 28' was chosen so that all 22 queries have rows at scale 0.01 too.

-- One of the n words between bars. A list literal instead is 20 times as slow: DuckDB 2.0 builds it
-- anew for each row.
CREATE TEMP MACRO pick(words, n, h) AS split_part(words, '|', 1 + (h % n)::INTEGER);
CREATE TEMP MACRO cents(c) AS (c::DECIMAL(13, 0) * 0.01::DECIMAL(2, 2))::DECIMAL(15, 2);
CREATE TEMP MACRO suppliers() AS greatest(4, round(10000 * getvariable('scale')))::BIGINT;
CREATE TEMP MACRO parts() AS greatest(1, round(200000 * getvariable('scale')))::BIGINT;
CREATE TEMP MACRO customers() AS greatest(3, round(150000 * getvariable('scale')))::BIGINT;
CREATE TEMP MACRO orders_total() AS greatest(1, round(1500000 * getvariable('scale')))::BIGINT;
-- Of every 32 order keys 8 are used.
CREATE TEMP MACRO order_key(i) AS ((i // 8) * 32 + i % 8 + 1)::BIGINT;
CREATE TEMP MACRO retail_cents(partkey) AS
  90000 + (partkey // 10) % 20001 + 100 * (partkey % 1000);
-- The four suppliers of a part lie a quarter of all suppliers apart, shifted by the part; with few
-- suppliers by less, so that they stay four.
CREATE TEMP MACRO supplier_of(partkey, i) AS
  ((partkey + i * (suppliers() // 4 + (partkey - 1) // suppliers() % greatest(1, suppliers() // 12)))
    % suppliers() + 1)::BIGINT;
CREATE TEMP MACRO phone(nationkey, h) AS
  (nationkey + 10)::VARCHAR || '-' || (100 + h % 900)::VARCHAR
    || '-' || (100 + (h >> 12) % 900)::VARCHAR || '-' || (1000 + (h >> 24) % 9000)::VARCHAR;
CREATE TEMP MACRO address(h) AS left(md5(h::VARCHAR), (10 + h % 23)::INTEGER);
CREATE TEMP MACRO adverb(h) AS pick(
  'quickly|slowly|carefully|boldly|silently|evenly|daringly|finally|rarely|often|'
    || 'calmly|brightly', 12, h);
CREATE TEMP MACRO adjective(h) AS pick(
  'special|pending|unusual|express|regular|ironic|final|even|bold|silent|quiet|close', 12, h);
CREATE TEMP MACRO noun(h) AS pick(
  'requests|packages|accounts|deposits|foxes|ideas|instructions|pearls|platforms|'
    || 'asymptotes|courts|dolphins|warthogs|sheaves', 14, h);
CREATE TEMP MACRO verb(h) AS pick(
  'sleep|wake|haggle|nag|cajole|detect|integrate|snooze|doze|boost|affix|print|engage|'
    || 'use', 14, h);
-- Comments are cut out of one long text, wherever the hash falls.
SET VARIABLE prose = (
  SELECT string_agg(
    adverb(h) || ' ' || adjective(h >> 6) || ' ' || noun(h >> 12) || ' ' || verb(h >> 18) || ' '
      || adverb(h >> 24) || ' among the ' || adjective(h >> 30) || ' ' || noun(h >> 36) || '. ',
    '' ORDER BY i)
  FROM (SELECT i, hash(i, 'prose') h FROM range(0, 10000) r(i)));
CREATE TEMP MACRO text(h, least, most) AS substring(
  getvariable('prose'), (1 + h % 600000)::INTEGER, (least + (h >> 32) % (1 + most - least))::INTEGER);

CREATE TABLE region (
  r_regionkey INTEGER NOT NULL, r_name VARCHAR NOT NULL, r_comment VARCHAR NOT NULL);
INSERT INTO region
SELECT key, name, text(hash(key, 'region'), 31, 115)
FROM (VALUES (0, 'AFRICA'), (1, 'AMERICA'), (2, 'ASIA'), (3, 'EUROPE'), (4, 'MIDDLE EAST'))
  r(key, name);

CREATE TABLE nation (
  n_nationkey INTEGER NOT NULL, n_name VARCHAR NOT NULL, n_regionkey INTEGER NOT NULL,
  n_comment VARCHAR NOT NULL);
INSERT INTO nation
SELECT key, name, region, text(hash(key, 'nation'), 31, 114)
FROM (VALUES
  (0, 'ALGERIA', 0), (1, 'ARGENTINA', 1), (2, 'BRAZIL', 1), (3, 'CANADA', 1), (4, 'EGYPT', 4),
  (5, 'ETHIOPIA', 0), (6, 'FRANCE', 3), (7, 'GERMANY', 3), (8, 'INDIA', 2), (9, 'INDONESIA', 2),
  (10, 'IRAN', 4), (11, 'IRAQ', 4), (12, 'JAPAN', 2), (13, 'JORDAN', 4), (14, 'KENYA', 0),
  (15, 'MOROCCO', 0), (16, 'MOZAMBIQUE', 0), (17, 'PERU', 1), (18, 'CHINA', 2),
  (19, 'ROMANIA', 3), (20, 'SAUDI ARABIA', 4), (21, 'VIETNAM', 2), (22, 'RUSSIA', 3),
  (23, 'UNITED KINGDOM', 3), (24, 'UNITED STATES', 1)) n(key, name, region);

CREATE TABLE supplier (
  s_suppkey BIGINT NOT NULL, s_name VARCHAR NOT NULL, s_address VARCHAR NOT NULL,
  s_nationkey INTEGER NOT NULL, s_phone VARCHAR NOT NULL, s_acctbal DECIMAL(15, 2) NOT NULL,
  s_comment VARCHAR NOT NULL);
INSERT INTO supplier
SELECT key, printf('Supplier#%09d', key), address(h), nation, phone(nation, h),
  cents(((h >> 20) % 1099999)::BIGINT - 99999),
  -- Five in ten thousand have complaints, five recommendations.
  CASE key % 2000
    WHEN 13 THEN adverb(h) || ' Customer ' || noun(h >> 8) || ' Complaints ' || text(h, 10, 40)
    WHEN 77 THEN adverb(h) || ' Customer ' || noun(h >> 8) || ' Recommends ' || text(h, 10, 40)
    ELSE text(h, 25, 100) END
FROM (
  SELECT key, hash(key, 'supplier') h, (hash(key, 'supplier nation') % 25)::INTEGER nation
  FROM range(1, suppliers() + 1) r(key));

CREATE TABLE part (
  p_partkey BIGINT NOT NULL, p_name VARCHAR NOT NULL, p_mfgr VARCHAR NOT NULL,
  p_brand VARCHAR NOT NULL, p_type VARCHAR NOT NULL, p_size INTEGER NOT NULL,
  p_container VARCHAR NOT NULL, p_retailprice DECIMAL(15, 2) NOT NULL, p_comment VARCHAR NOT NULL);
CREATE TEMP MACRO colour(i) AS pick(
  'almond|antique|aquamarine|azure|beige|bisque|black|blanched|blue|blush|brown|'
    || 'burlywood|burnished|chartreuse|chiffon|chocolate|coral|cornflower|cornsilk|cream|'
    || 'cyan|dark|deep|dim|dodger|drab|firebrick|floral|forest|frosted|gainsboro|ghost|'
    || 'goldenrod|green|grey|honeydew|hot|indian|ivory|khaki|lace|lavender|lawn|lemon|light|'
    || 'lime|linen|magenta|maroon|medium|metallic|midnight|mint|misty|moccasin|navajo|navy|'
    || 'olive|orange|orchid|pale|papaya|peach|peru|pink|plum|powder|puff|purple|red|rose|'
    || 'rosy|royal|saddle|salmon|sandy|seashell|sienna|sky|slate|smoke|snow|spring|steel|'
    || 'tan|thistle|tomato|turquoise|violet|wheat|white|yellow', 92, i);
INSERT INTO part
SELECT key,
  -- Four steps of at most 22 round a list of 92 give five different colours.
  colour(h) || ' ' || colour(h + s1) || ' ' || colour(h + s1 + s2) || ' '
    || colour(h + s1 + s2 + s3) || ' ' || colour(h + s1 + s2 + s3 + s4),
  'Manufacturer#' || maker, 'Brand#' || maker || (1 + (h2 >> 8) % 5),
  pick('STANDARD|SMALL|MEDIUM|LARGE|ECONOMY|PROMO', 6, h2 >> 12) || ' '
    || pick('ANODIZED|BURNISHED|PLATED|POLISHED|BRUSHED', 5, h2 >> 18) || ' '
    || pick('TIN|NICKEL|BRASS|STEEL|COPPER', 5, h2 >> 24),
  (1 + (h2 >> 30) % 50)::INTEGER,
  pick('SM|LG|MED|JUMBO|WRAP', 5, h2 >> 38) || ' '
    || pick('CASE|BOX|BAG|JAR|PKG|PACK|CAN|DRUM', 8, h2 >> 44),
  cents(retail_cents(key)),
  text(h2, 5, 22)
FROM (
  SELECT key, hash(key, 'part') >> 8 h, hash(key, 'part kind') h2,
    1 + (h >> 4) % 22 s1, 1 + (h >> 14) % 22 s2, 1 + (h >> 24) % 22 s3, 1 + (h >> 34) % 22 s4,
    1 + h2 % 5 maker
  FROM range(1, parts() + 1) r(key));

CREATE TABLE partsupp (
  ps_partkey BIGINT NOT NULL, ps_suppkey BIGINT NOT NULL, ps_availqty INTEGER NOT NULL,
  ps_supplycost DECIMAL(15, 2) NOT NULL, ps_comment VARCHAR NOT NULL);
INSERT INTO partsupp
SELECT part, supplier_of(part, i), (1 + h % 9999)::INTEGER, cents(100 + (h >> 20) % 99901),
  text(h, 49, 198)
FROM (
  SELECT 1 + n // 4 part, n % 4 i, hash(n, 'partsupp') h FROM range(0, 4 * parts()) r(n));

CREATE TABLE customer (
  c_custkey BIGINT NOT NULL, c_name VARCHAR NOT NULL, c_address VARCHAR NOT NULL,
  c_nationkey INTEGER NOT NULL, c_phone VARCHAR NOT NULL, c_acctbal DECIMAL(15, 2) NOT NULL,
  c_mktsegment VARCHAR NOT NULL, c_comment VARCHAR NOT NULL);
INSERT INTO customer
SELECT key, printf('Customer#%09d', key), address(h), nation, phone(nation, h),
  cents(((h >> 20) % 1099999)::BIGINT - 99999),
  pick('AUTOMOBILE|BUILDING|FURNITURE|HOUSEHOLD|MACHINERY', 5, h >> 44), text(h, 29, 116)
FROM (
  SELECT key, hash(key, 'customer') h, (hash(key, 'customer nation') % 25)::INTEGER nation
  FROM range(1, customers() + 1) r(key));

CREATE TABLE lineitem (
  l_orderkey BIGINT NOT NULL, l_partkey BIGINT NOT NULL, l_suppkey BIGINT NOT NULL,
  l_linenumber INTEGER NOT NULL, l_quantity DECIMAL(15, 2) NOT NULL,
  l_extendedprice DECIMAL(15, 2) NOT NULL, l_discount DECIMAL(15, 2) NOT NULL,
  l_tax DECIMAL(15, 2) NOT NULL, l_returnflag VARCHAR NOT NULL, l_linestatus VARCHAR NOT NULL,
  l_shipdate DATE NOT NULL, l_commitdate DATE NOT NULL, l_receiptdate DATE NOT NULL,
  l_shipinstruct VARCHAR NOT NULL, l_shipmode VARCHAR NOT NULL, l_comment VARCHAR NOT NULL);
CREATE TEMP MACRO order_date(i) AS DATE '1992-01-01' + (hash(i, 'order date') % 2406)::INTEGER;
INSERT INTO lineitem
SELECT order_key(i), part, supplier_of(part, ((h >> 40) % 4)::BIGINT), line, quantity,
  cents(quantity * retail_cents(part)), cents((h2 >> 8) % 11), cents((h2 >> 16) % 9),
  CASE WHEN shipped + receipt <= DATE '1995-06-17'
    THEN pick('R|A', 2, h2 >> 48) ELSE 'N' END,
  CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END,
  shipped, ordered + (30 + (h2 >> 32) % 61)::INTEGER, shipped + receipt,
  pick('DELIVER IN PERSON|COLLECT COD|NONE|TAKE BACK RETURN', 4, h2 >> 50),
  pick('REG AIR|AIR|RAIL|SHIP|TRUCK|MAIL|FOB', 7, h2 >> 54),
  text(h, 10, 43)
FROM (
  SELECT *, (1 + h % parts())::BIGINT part, (1 + h2 % 50)::INTEGER quantity,
    ordered + (1 + (h2 >> 24) % 121)::INTEGER shipped, (1 + (h2 >> 40) % 30)::INTEGER receipt
  FROM (
    SELECT i, line, order_date(i) ordered, hash(i, line, 'line') h, hash(i, line, 'line kind 28') h2
    FROM (
      SELECT i, unnest(range(1, 2 + (hash(i, 'lines') % 7)::INTEGER))::INTEGER line
      FROM range(0, orders_total()) r(i))));

CREATE TABLE orders (
  o_orderkey BIGINT NOT NULL, o_custkey BIGINT NOT NULL, o_orderstatus VARCHAR NOT NULL,
  o_totalprice DECIMAL(15, 2) NOT NULL, o_orderdate DATE NOT NULL,
  o_orderpriority VARCHAR NOT NULL, o_clerk VARCHAR NOT NULL, o_shippriority INTEGER NOT NULL,
  o_comment VARCHAR NOT NULL);
INSERT INTO orders
SELECT l_orderkey,
  -- Every third customer never orders.
  (1 + 3 * ((h >> 8) % (customers() // 3)) + h % 2)::BIGINT,
  status, price, order_date(i),
  pick('1-URGENT|2-HIGH|3-MEDIUM|4-NOT SPECIFIED|5-LOW', 5, h >> 30),
  printf('Clerk#%09d', (1 + (h >> 34) % greatest(1, suppliers() // 10))::BIGINT), 0,
  text(hash(i, 'order text'), 19, 78)
FROM (
  SELECT *, hash(i, 'order') h
  FROM (
    SELECT l_orderkey, (l_orderkey // 32) * 8 + l_orderkey % 32 - 1 i,
      CASE WHEN min(l_linestatus) = max(l_linestatus) THEN min(l_linestatus) ELSE 'P' END status,
      sum(l_extendedprice * (1 - l_discount) * (1 + l_tax))::DECIMAL(15, 2) price
    FROM lineitem GROUP BY l_orderkey))
ORDER BY l_orderkey;

ALTER TABLE region ADD PRIMARY KEY (r_regionkey);
ALTER TABLE nation ADD PRIMARY KEY (n_nationkey);
ALTER TABLE supplier ADD PRIMARY KEY (s_suppkey);
ALTER TABLE part ADD PRIMARY KEY (p_partkey);
ALTER TABLE partsupp ADD PRIMARY KEY (ps_partkey, ps_suppkey);
ALTER TABLE customer ADD PRIMARY KEY (c_custkey);
ALTER TABLE orders ADD PRIMARY KEY (o_orderkey);
ALTER TABLE lineitem ADD PRIMARY KEY (l_orderkey, l_linenumber);
CHECKPOINT;
