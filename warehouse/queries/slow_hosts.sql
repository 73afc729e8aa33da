-- Hosts by how long a visit takes: median and 95th percentile in milliseconds, and the share that failed.
SELECT regexp_extract(url, '^[a-z]+://([^/:]+)', 1) AS host, count(*) AS visits,
       quantile_disc(elapsed_ms, 0.5) AS median_ms, quantile_disc(elapsed_ms, 0.95) AS p95_ms,
       round(100 * count(*) FILTER (outcome = 'failed') / count(*), 1) AS percent_failed
FROM captures
WHERE kind <> 'robots'
GROUP BY host
ORDER BY p95_ms DESC, host
