-- Freshness of each source: the newest article, the last successful visit, and the median delay from publication to the first capture (live captures with a known instant only).
SELECT source,
       max(published_at) AS newest_article,
       max(seen_at) AS last_new,
       median(epoch(seen_at) - epoch(published_at)) FILTER (ingest_mode = 'live') / 60 AS median_delay_minutes,
       count(*) AS articles
FROM articles
GROUP BY source
ORDER BY newest_article DESC NULLS LAST
