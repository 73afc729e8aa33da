-- search_wordings(query, n := 1000): the `n` wordings that match best, superseded ones too, as the columns of
-- `revisions` after `score`. Joined with `articles_asof(t)` on `revision_id` it searches what was known at a moment.
-- score: how well the wording matches (BM25); comparable within one answer
CREATE MACRO search_wordings(query, n := 1000) AS TABLE
SELECT h.score, r.*
FROM (SELECT unnest(finews_hits(query, n, (SELECT max(load_id) FROM loads), true), recursive := true)) h
JOIN revisions r USING (revision_id, published_month)
ORDER BY h.score DESC, r.revision_id
