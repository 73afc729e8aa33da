-- How long after publication we see an article, by source: quantiles in minutes, of first wordings captured live whose minute of publication is known.
SELECT source, count(*) AS articles,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.5) / 60, 1) AS median,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.9) / 60, 1) AS p90,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.99) / 60, 1) AS p99
FROM revisions
WHERE revision = 1 AND ingest_mode = 'live' AND published_precision IN ('second', 'minute')
GROUP BY source
ORDER BY median, source
