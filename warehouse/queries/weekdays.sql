-- Articles per day by weekday: mean and median over the days that had any.
WITH days AS (
    SELECT published_on, count(*) AS articles FROM articles WHERE published_on IS NOT NULL GROUP BY published_on
)
SELECT isodow(published_on) AS number, dayname(published_on) AS weekday, count(*) AS days, round(avg(articles), 1) AS mean,
       median(articles) AS median
FROM days
GROUP BY ALL
ORDER BY number
