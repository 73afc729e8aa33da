-- Articles without a known instant of publication, and the evidence that there is.
SELECT a.source, a.url, a.published_on, a.published_precision AS precision,
       list(d.rule || ': ' || d.raw ORDER BY d.rule) FILTER (d.raw IS NOT NULL) AS evidence
FROM articles a
LEFT JOIN dates d ON d.revision_id = a.revision_id AND d.field = 'published'
WHERE a.published_at IS NULL
GROUP BY ALL
ORDER BY a.source, a.url
