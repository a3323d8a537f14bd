-- Dates, times, timestamps and intervals.

-- Parts of a date.
select id, extract(year from sold), extract(month from sold), extract(day from sold) from items where id < 200;

-- The quarter.
select id, extract(quarter from sold) from items where id < 200;

-- The ISO week and the day of the year.
select id, extract(week from sold), extract(doy from sold) from items where id < 2000;

-- The day of the week begins at 1 on Sunday.
select id, sold, extract(dow from sold) from items where id < 100;
-- duckdb:
select id, sold, extract(dow from sold) + 1 from items where id < 100;

-- The ISO day of the week.
select id, sold, extract(isodow from sold) from items where id < 100;

-- Parts of a timestamp.
select id, extract(year from stamp), extract(hour from stamp), extract(minute from stamp), extract(second from stamp) from items where id < 200;

-- Parts as functions.
select id, year(sold), month(sold), dayofmonth(sold), hour(stamp), minute(stamp), second(stamp) from items where id < 100;

-- Parts of a time.
select id, extract(hour from opens), extract(minute from opens), extract(second from opens) from items where id < 100;

-- A date and a number of days.
select id, sold + interval '10' day, sold - interval '10' day from items where id < 100;

-- A date and months meet the end of the month.
select d + interval '1' month, d - interval '1' month from (values (date '2020-01-31'), (date '2020-03-31'), (date '2021-12-31')) as t(d);

-- A date and a year meet the leap day.
select d + interval '1' year from (values (date '2020-02-29')) as t(d);

-- A timestamp and intervals.
select id, stamp + interval '1' hour, stamp - interval '90' minute, stamp + interval '30' second from items where id < 100;

-- A timestamp and months.
select id, stamp + interval '13' month from items where id < 100;

-- Comparison with a computed date.
select count(*) from items where sold < date '2022-01-01' - interval '90' day;
select count(*) from items where sold >= date '2021-01-01' and sold < date '2021-01-01' + interval '3' month;
select count(*) from items where sold >= date '2021-01-01' and sold < date '2021-01-01' + interval '1' year;

-- Comparison of dates and timestamps.
select count(*) from items where stamp > sold;

-- The start of a month.
select id, floor(sold to month), floor(sold to year) from items where id < 100;
-- duckdb:
select id, date_trunc('month', sold)::date, date_trunc('year', sold)::date from items where id < 100;

-- The start of an hour.
select id, floor(stamp to hour), floor(stamp to day) from items where id < 100;
-- duckdb:
select id, date_trunc('hour', stamp), date_trunc('day', stamp)::timestamp from items where id < 100;

-- Groups by the start of a month.
select floor(sold to month), count(*) from items group by floor(sold to month);
-- duckdb:
select date_trunc('month', sold)::date, count(*) from items group by 1;

-- The last day of a month.
select id, last_day(sold) from items where id < 100;

-- TIMESTAMPADD.
select id, timestampadd(day, 3, sold), timestampadd(hour, 5, stamp) from items where id < 100;
-- duckdb:
select id, sold + 3, stamp + interval 5 hour from items where id < 100;

-- TIMESTAMPDIFF.
select id, timestampdiff(day, date '2020-01-01', sold) from items where id < 100;
-- duckdb:
select id, date_diff('day', date '2020-01-01', sold) from items where id < 100;

-- TIMESTAMPDIFF counts whole units.
select timestampdiff(hour, a, b), timestampdiff(month, a, b) from (values (timestamp '2020-01-31 10:30:00', timestamp '2020-03-30 12:29:59')) as t(a, b);
-- duckdb:
select date_sub('hour', a, b), date_sub('month', a, b) from (values (timestamp '2020-01-31 10:30:00', timestamp '2020-03-30 12:29:59')) as t(a, b);

-- Smallest and largest.
select min(sold), max(sold), min(stamp), max(stamp), min(opens), max(opens) from items;

-- Groups by year and month.
select extract(year from sold) as y, extract(month from sold) as m, count(*), sum(price) from items where sold is not null group by extract(year from sold), extract(month from sold) order by y, m;

-- Literals.
select date '2024-02-29', timestamp '2024-02-29 23:59:59', time '23:59:59' from single_row;

-- Literals with fractions.
select timestamp '2024-02-29 23:59:59.5', timestamp '2024-02-29 23:59:59.123' from single_row;

-- Dates far away.
select id, t, extract(year from t), extract(month from t), extract(day from t) from edges;
select id, ts, extract(year from ts), extract(hour from ts) from edges;

-- Casts.
select id, cast(stamp as date), cast(sold as timestamp), cast(stamp as time) from items where id < 100;

-- Casts from text.
select cast('2024-02-29' as date), cast('2024-02-29 12:34:56' as timestamp), cast('12:34:56' as time) from single_row;

-- Casts to text.
select id, cast(sold as varchar), cast(opens as varchar) from items where id < 100;

-- A cast that fails.
-- fails
select cast(label as date) from items;

-- Events by day of the week.
select extract(isodow from on_date), count(*), sum(amount) from events group by extract(isodow from on_date);

-- Joins on parts of dates.
select count(*) from events as e join numbers as n on extract(month from e.on_date) = n.n;

-- BETWEEN dates.
select count(*) from events where on_date between date '2022-03-01' and date '2022-03-31';

-- IN of dates.
select count(*) from events where on_date in (date '2022-03-01', date '2022-12-31');

-- Order by timestamps with NULLs.
select event_id, happened from events order by happened nulls first, event_id limit 700;

-- A window by dates.
select event_id, count(*) over (partition by on_date) from events where event_id < 1000;

-- A timestamp that is written with nanoseconds has microseconds.
select timestamp '2016-02-10 19:46:33.306157519', cast(timestamp '2016-02-10 19:46:33.9999998' as varchar), extract(microsecond from timestamp '2016-02-10 19:46:33.3061578'), count(*) filter (where happened < timestamp '2022-05-01 00:00:00.0000007') from events;
