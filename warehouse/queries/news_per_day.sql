-- Articles per calendar day (at the source) and source.
SELECT published_on AS day, source, count(*) AS articles
FROM articles
GROUP BY ALL
ORDER BY day DESC NULLS LAST, source
