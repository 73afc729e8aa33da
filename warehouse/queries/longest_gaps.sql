-- The longest stretches without an article, for each source; only articles whose instant is known.
WITH steps AS (
    SELECT source, published_at, lag(published_at) OVER (PARTITION BY source ORDER BY published_at) AS before
    FROM articles
    WHERE published_at IS NOT NULL
)
SELECT source, before AS silent_from, published_at AS silent_to, round((epoch(published_at) - epoch(before)) / 3600, 1) AS hours
FROM steps
WHERE before IS NOT NULL
ORDER BY hours DESC
LIMIT 20
