-- How exactly each source states the time of publication: percent of articles by precision.
SELECT source, count(*) AS articles,
       round(100 * count(*) FILTER (published_precision = 'second') / count(*), 1) AS second,
       round(100 * count(*) FILTER (published_precision = 'minute') / count(*), 1) AS minute,
       round(100 * count(*) FILTER (published_precision = 'day') / count(*), 1) AS day,
       round(100 * count(*) FILTER (published_precision = 'unknown') / count(*), 1) AS unknown
FROM articles
GROUP BY source
ORDER BY second DESC, source
