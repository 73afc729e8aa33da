-- All that a source published on one day. The month is the partition: only that month's files are read.
-- parameter: source = newsroom (name of the source)
-- parameter: day = today (calendar day at the source, YYYY-MM-DD)
SELECT published_at, media, title, summary, url
FROM articles
WHERE source = $source
  AND published_on = CASE WHEN $day = 'today' THEN current_date ELSE TRY_CAST($day AS DATE) END
  AND published_month = CASE WHEN $day = 'today' THEN strftime(current_date, '%Y-%m') ELSE left($day, 7) END
ORDER BY published_at NULLS LAST, article_id
