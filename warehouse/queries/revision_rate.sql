-- How often each source revises: articles, those with more than one wording, and the median hours until the first revision. Replays are no revisions.
WITH each AS (
    SELECT source, article_id, count(*) FILTER (reason = 'capture') AS wordings,
           min(seen_at, 2) FILTER (reason = 'capture') AS first_two
    FROM revisions
    GROUP BY ALL
)
SELECT source, count(*) AS articles, count(*) FILTER (wordings > 1) AS revised,
       round(100 * count(*) FILTER (wordings > 1) / count(*), 2) AS percent,
       round(median(epoch(first_two[2]) - epoch(first_two[1])) / 3600, 1) AS median_hours
FROM each
GROUP BY source
ORDER BY percent DESC, source
