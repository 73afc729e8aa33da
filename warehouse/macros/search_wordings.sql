-- Every wording that matches a search, superseded ones too, with `score`; join it with `articles_asof(t)` on `revision_id` to search what was known at a moment.
CREATE MACRO search_wordings(query, n := 1000) AS TABLE
SELECT h.score, r.*
FROM (SELECT unnest(finews_hits(query, n, (SELECT load_id FROM raw.built_for), true), recursive := true)) h
JOIN revisions r USING (revision_id, published_month)
ORDER BY h.score DESC, r.revision_id
