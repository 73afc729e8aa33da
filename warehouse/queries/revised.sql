-- Articles that were revised after we first saw them: how often, and the titles then and now.
SELECT article_id, count(*) AS revisions, min(seen_at) AS first_seen, max(seen_at) AS last_changed,
       arg_min(title, revision) AS first_title, arg_max(title, revision) AS last_title, any_value(url) AS url
FROM revisions
GROUP BY article_id
HAVING count(*) > 1
ORDER BY last_changed DESC
