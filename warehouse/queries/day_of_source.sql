-- All articles that a source published on one day. The condition on `published_month`, the partition, makes it read only that month's files.
-- parameter: source = newsroom (name of the source)
-- parameter: day = latest (calendar day at the source, YYYY-MM-DD, or latest: its last one with articles)
SELECT published_at, media, title, summary, url
FROM articles
WHERE source = $source
  AND published_on BETWEEN if($day = 'latest', DATE '1900-01-01', $day::DATE)
                       AND if($day = 'latest', current_date + 1, $day::DATE)
  AND published_month BETWEEN strftime(if($day = 'latest', DATE '1900-01-01', $day::DATE), '%Y-%m')
                          AND strftime(if($day = 'latest', current_date + 1, $day::DATE), '%Y-%m')
QUALIFY published_on = max(published_on) OVER ()
ORDER BY published_at NULLS LAST, article_id
