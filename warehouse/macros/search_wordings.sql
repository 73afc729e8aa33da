-- search_wordings(query, n := 1000): the `n` wordings that match best, superseded ones too. Joined with `articles_asof(t)`
-- on `revision_id` it searches what was known at a moment.
-- score: how well the wording matches (BM25); comparable within one answer
CREATE MACRO search_wordings(query, n := 1000) AS TABLE
SELECT h.* REPLACE (h.published_at::TIMESTAMPTZ AS published_at, h.published_on::DATE AS published_on), l.known_at
FROM (SELECT unnest(finews_hits(query, n, (SELECT max(load_id) FROM loads), true), recursive := true)) h
LEFT JOIN loads l USING (load_id)
ORDER BY h.score DESC, h.revision_id
