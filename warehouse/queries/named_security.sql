-- Articles that name a security, newest first.
-- parameter: symbol = 00020 (the security's code, as its exchange writes it)
-- parameter: mic = XHKG (its exchange, ISO 10383)
SELECT m.published_at, a.media, a.title, m.name AS words, m.method, m.confidence, a.url
FROM mentions m
JOIN articles a USING (revision_id)
WHERE m.symbol = $symbol AND m.mic = $mic
ORDER BY m.published_at DESC NULLS LAST
