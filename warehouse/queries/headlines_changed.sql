-- Headlines that were changed, the most different first (similarity of letters, 0 to 1), with the time between the two captures.
SELECT round(jaro_winkler_similarity(old.title, new.title), 3) AS similarity, old.title AS before, new.title AS after,
       new.seen_at AS changed_at, round((epoch(new.seen_at) - epoch(old.seen_at)) / 3600, 1) AS hours_later, new.source, new.url
FROM revisions old
JOIN revisions new ON new.article_id = old.article_id AND new.revision = old.revision + 1
WHERE new.title <> old.title AND new.reason = 'capture'
ORDER BY similarity, new.seen_at DESC
LIMIT 100
