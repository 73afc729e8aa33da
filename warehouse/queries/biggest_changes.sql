-- The revisions that changed most of a text: what was removed and what was added, the most different first.
SELECT similarity, fields, changed_at, source, to_title AS title, removed, added, url
FROM changes
ORDER BY similarity, changed_at DESC
LIMIT 50
