-- The revisions that changed a text most: the paragraphs removed and added, the largest change first.
SELECT similarity, fields, changed_at, source, to_title AS title, removed, added, url
FROM changes
ORDER BY similarity, changed_at DESC
LIMIT 50
