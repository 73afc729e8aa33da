-- Distinct news of a security: stories that name it by session, beside the articles that tell them. One report on twenty sites counts once. As they read now, and whenever they were known here: `event_study` is for backtests.
-- parameter: symbol = 00020 (the security's code, as its exchange writes it)
-- parameter: mic = XHKG (its exchange, ISO 10383)
SELECT m.session_date, count(DISTINCT t.story_id) AS stories, count(DISTINCT m.article_id) AS articles
FROM mentions m
JOIN tellings t USING (revision_id)
WHERE m.symbol = $symbol AND m.mic = $mic AND m.session_date IS NOT NULL
GROUP BY m.session_date
ORDER BY m.session_date
