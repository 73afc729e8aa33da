-- News volume of a security: articles that name it, by the first session after their publication and the phase of the day they fell into. As they read now, and whenever they were known here: `event_study` is for backtests.
-- parameter: symbol = 00020 (the security's code, as its exchange writes it)
-- parameter: mic = XHKG (its exchange, ISO 10383)
SELECT m.session_date, m.session_phase, count(DISTINCT m.article_id) AS articles, count(DISTINCT a.media) AS media
FROM mentions m
JOIN articles a USING (revision_id)
WHERE m.symbol = $symbol AND m.mic = $mic AND m.session_date IS NOT NULL
GROUP BY ALL
ORDER BY m.session_date, m.session_phase
