-- Securities by the day on which an article first named them here, newest first.
SELECT m.mic, m.symbol, any_value(m.name) AS words, min(m.published_at) AS first_named, count(DISTINCT m.article_id) AS articles
FROM mentions m
JOIN articles a USING (revision_id)
GROUP BY m.mic, m.symbol
ORDER BY first_named DESC NULLS LAST, m.mic, m.symbol
LIMIT 100
