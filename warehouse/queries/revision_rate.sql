-- How often each source revises: articles, those with more than one wording, and the median hours until the first revision.
WITH each AS (
    SELECT source, article_id, max(revision) AS wordings,
           min(seen_at) FILTER (revision = 2) AS second_at, min(seen_at) FILTER (revision = 1) AS first_at
    FROM revisions
    GROUP BY ALL
)
SELECT source, count(*) AS articles, count(*) FILTER (wordings > 1) AS revised,
       round(100 * count(*) FILTER (wordings > 1) / count(*), 2) AS percent,
       round(median(epoch(second_at) - epoch(first_at)) / 3600, 1) AS median_hours
FROM each
GROUP BY source
ORDER BY percent DESC, source
