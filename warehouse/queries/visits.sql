-- Visits by day, source and outcome, with their bytes and median duration.
SELECT captured_at::DATE AS day, source, outcome, count(*) AS visits, sum(bytes) AS bytes, median(elapsed_ms) AS median_ms
FROM captures
GROUP BY ALL
ORDER BY day DESC, source, visits DESC
