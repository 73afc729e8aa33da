-- What a backtest may see: articles by month of publication and `ingest_mode`. Only live articles were known here at the time; archives and backfills came later.
SELECT published_month, count(*) FILTER (ingest_mode = 'live') AS live, count(*) FILTER (ingest_mode = 'backfill') AS backfill,
       count(*) FILTER (ingest_mode = 'archive') AS archive,
       count(*) FILTER (known_at > published_at + INTERVAL 1 DAY) AS known_over_a_day_later
FROM articles
GROUP BY published_month
ORDER BY published_month DESC
