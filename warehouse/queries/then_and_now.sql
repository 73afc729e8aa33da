-- Articles whose revision at a moment differs from today's: title and length then and now.
-- parameter: moment = now (a time with its zone, 2026-03-05T09:30+08:00, or now)
SELECT t.url, t.title AS title_then, n.title AS title_now, length(t.text) AS characters_then,
       length(n.text) AS characters_now, t.known_at AS known_then, n.known_at AS known_now
FROM articles_asof(CASE WHEN $moment = 'now' THEN now() ELSE moment($moment) END) t
JOIN articles n USING (article_id)
WHERE n.revision_id <> t.revision_id
ORDER BY n.known_at DESC, t.url
