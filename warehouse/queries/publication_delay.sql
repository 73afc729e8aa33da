-- How long after publication an article is first captured, by source: quantiles in minutes, over first revisions captured live with a known minute of publication.
SELECT source, count(*) AS articles,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.5) / 60, 1) AS median,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.9) / 60, 1) AS p90,
       round(quantile_cont(epoch(seen_at) - epoch(published_at), 0.99) / 60, 1) AS p99
FROM revisions
WHERE revision = 1 AND ingest_mode = 'live' AND published_precision IN ('second', 'minute')
GROUP BY source
ORDER BY median, source
