-- URLs that once showed an article and no longer do: when this was noticed, and when the article was last seen.
SELECT e.noticed_at, e.seen_before, e.reason, e.source, a.title, e.url
FROM events e
LEFT JOIN articles a USING (article_id)
WHERE e.event = 'deleted'
ORDER BY e.noticed_at DESC, e.url
