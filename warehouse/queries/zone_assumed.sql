-- Times that were stated without a zone, which was taken from the source file or assumed: percent of chosen times, by source.
SELECT a.source, count(*) AS times, round(100 * count(*) FILTER (d.zone_assumed) / count(*), 1) AS percent_assumed
FROM articles a
JOIN dates d USING (revision_id)
WHERE d.chosen AND d.field = 'published' AND d.value IS NOT NULL
GROUP BY a.source
ORDER BY percent_assumed DESC, a.source
