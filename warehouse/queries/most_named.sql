-- The securities named by most articles, with the first and the last time.
SELECT m.mic, m.symbol, any_value(m.name) AS words, m.kind, count(DISTINCT m.article_id) AS articles,
       min(m.published_at) AS first, max(m.published_at) AS last
FROM mentions m
JOIN articles a USING (revision_id)
GROUP BY m.mic, m.symbol, m.kind
ORDER BY articles DESC, m.mic, m.symbol
LIMIT 50
