-- Headlines that were changed, the most different first (similarity of letters, 0 to 1), with the time between the two captures.
SELECT round(jaro_winkler_similarity(from_title, to_title), 3) AS similarity, from_title AS before, to_title AS after,
       changed_at, round((epoch(changed_at) - epoch(from_seen_at)) / 3600, 1) AS hours_later, source, url
FROM changes
WHERE from_title <> to_title
ORDER BY similarity, changed_at DESC
LIMIT 100
