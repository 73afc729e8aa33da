-- Articles of each day, and the share whose title this warehouse had not seen before.
WITH titled AS (
    SELECT published_on, row_number() OVER (PARTITION BY title ORDER BY seen_at, article_id) AS telling
    FROM articles
    WHERE published_on IS NOT NULL
)
SELECT published_on AS day, count(*) AS articles, round(100 * count(*) FILTER (telling = 1) / count(*), 1) AS percent_new
FROM titled
GROUP BY published_on
ORDER BY day DESC
