-- Current articles that match a search, best first (BM25), with `score` before the columns of `articles`. All words must match; see docs/search.md. `n := 100` says how many.
CREATE MACRO search(query, n := 100) AS TABLE
SELECT h.score, a.*
FROM (SELECT unnest(finews_hits(query, n, (SELECT load_id FROM raw.built_for), false), recursive := true)) h
JOIN articles a USING (revision_id, published_month)
ORDER BY h.score DESC, a.revision_id
