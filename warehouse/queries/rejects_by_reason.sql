-- What could not become an article, counted by source, stage and reason, with one example each.
SELECT source, stage, reason, count(*) AS rejects, max(rejected_at) AS last, arg_max(url, rejected_at) AS example, arg_max(detail, rejected_at) AS detail
FROM rejects
GROUP BY source, stage, reason
ORDER BY rejects DESC, source, reason
