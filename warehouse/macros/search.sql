-- search(query, n := 100): the `n` current articles that match best (BM25), as the columns of `articles` after `score`.
-- All words must match; docs/search.md says what can be asked.
-- score: how well the article matches (BM25); comparable within one answer
CREATE MACRO search(query, n := 100) AS TABLE
SELECT h.score, a.*
FROM (SELECT unnest(finews_hits(query, n, (SELECT max(load_id) FROM loads), false), recursive := true)) h
JOIN articles a USING (revision_id, published_month)
ORDER BY h.score DESC, a.revision_id
