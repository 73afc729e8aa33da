-- search(query, n := 100): the `n` current articles that match best (BM25). All words must match; docs/search.md says what
-- can be asked. The text is not among the columns: join `articles` on `revision_id` and `published_month` for it.
-- score: how well the article matches (BM25); comparable within one answer
CREATE MACRO search(query, n := 100) AS TABLE
SELECT h.* REPLACE (h.published_at::TIMESTAMPTZ AS published_at, h.published_on::DATE AS published_on), l.known_at
FROM (SELECT unnest(finews_hits(query, n, (SELECT max(load_id) FROM loads), false), recursive := true)) h
LEFT JOIN loads l USING (load_id)
ORDER BY h.score DESC, h.revision_id
