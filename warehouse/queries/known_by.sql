-- What this warehouse knew at a moment: articles by source, the newest of them, and how many were revised since then.
-- parameter: moment = now (a time with its zone, 2026-03-05T09:30+08:00, or now)
SELECT a.source, count(*) AS articles, max(a.published_at) AS newest,
       count(*) FILTER (c.revision_id IS NULL) AS revised_since
FROM articles_asof(CASE WHEN $moment = 'now' THEN now() ELSE moment($moment) END) a
LEFT JOIN articles c USING (revision_id)
GROUP BY a.source
ORDER BY articles DESC, a.source
