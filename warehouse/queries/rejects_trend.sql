-- Rejects by day: how many, for which reasons, and their share of that day's captures.
WITH lost AS (
    SELECT rejected_at::DATE AS day, reason, count(*) AS rejects FROM rejects GROUP BY ALL
), visits AS (
    SELECT captured_at::DATE AS day, count(*) AS captures FROM captures GROUP BY ALL
)
SELECT day, sum(rejects)::BIGINT AS rejects, round(100 * sum(rejects) / any_value(captures), 1) AS percent_of_captures,
       list(reason || ' ' || rejects ORDER BY rejects DESC, reason) AS reasons
FROM lost
LEFT JOIN visits USING (day)
GROUP BY day
ORDER BY day DESC
