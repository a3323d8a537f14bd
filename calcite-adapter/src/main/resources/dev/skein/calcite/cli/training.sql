-- bin/skein runs these once after a build: the classes that they load go into the archive from
-- which every later start takes them. They cover what most statements use.
SELECT 1;
SELECT * FROM region;
SELECT count(*) FROM lineitem;
SELECT l_returnflag, sum(l_quantity) AS q, avg(l_extendedprice) AS a, count(*) AS c, min(l_shipdate)
FROM lineitem WHERE l_shipdate <= DATE '1998-09-02' - INTERVAL '90' DAY
GROUP BY l_returnflag ORDER BY 1 LIMIT 5;
SELECT n_name, count(*) FROM nation JOIN region ON n_regionkey = r_regionkey
WHERE r_name LIKE 'A%' GROUP BY n_name HAVING count(*) > 0 ORDER BY 2 DESC, 1;
SELECT c_name FROM customer
WHERE c_custkey IN (SELECT o_custkey FROM orders WHERE o_totalprice > 1000)
ORDER BY c_acctbal DESC LIMIT 3;
WITH t AS (SELECT DISTINCT o_orderpriority AS p FROM orders)
SELECT p, upper(p) || 'x', CASE WHEN p LIKE '1%' THEN 1 ELSE 2 END, CAST(NULL AS DOUBLE)
FROM t UNION ALL SELECT 'a', 'b', 3, 1.5 ORDER BY 1;
SELECT row_number() OVER (PARTITION BY n_regionkey ORDER BY n_name) AS r, n_name FROM nation;
SELECT s_name FROM supplier
WHERE s_acctbal > (SELECT avg(s_acctbal) FROM supplier) AND EXISTS (
  SELECT 1 FROM nation WHERE n_nationkey = s_nationkey AND extract(YEAR FROM DATE '2020-01-01') > 0);
EXPLAIN PLAN FOR SELECT count(*) FROM orders;
