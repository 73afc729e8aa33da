-- Articles that were revised after we first saw them: how often, and the titles then and now. Replays are no revisions; each capture counts as it was last read.
SELECT article_id, count(*) FILTER (reason = 'capture') AS revisions, min(seen_at) AS first_seen,
       max(seen_at) AS last_changed, arg_min(title, (seen_at, -revision)) AS first_title,
       arg_max(title, (seen_at, revision)) AS last_title, any_value(url) AS url
FROM revisions
GROUP BY article_id
HAVING revisions > 1
ORDER BY last_changed DESC
