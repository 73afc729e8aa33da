-- When news is published: articles by hour of the day in a time zone, and their share. Only articles with a known instant.
-- parameter: zone = Asia/Shanghai (IANA zone of the hours)
SELECT hour(published_at AT TIME ZONE $zone) AS hour, count(*) AS articles,
       round(100 * count(*) / sum(count(*)) OVER (), 1) AS percent
FROM articles
WHERE published_at IS NOT NULL
GROUP BY hour
ORDER BY hour
