-- Articles by language and source.
SELECT language, source, count(*) AS articles
FROM articles
GROUP BY ALL
ORDER BY articles DESC, language, source
