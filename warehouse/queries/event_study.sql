-- Input of an event study without look-ahead: each article that names a security of an exchange, in its first wording, with the moment from which it could be acted upon (published, and known to this warehouse): join prices on that one. The session is that of its publication, and may be over by then. Archives are left out: nobody here knew them in time.
-- parameter: mic = XHKG (the exchange, ISO 10383)
-- parameter: confidence = 0.5 (how sure a mention must be, 0 to 1)
SELECT m.symbol, greatest(r.published_at, r.known_at) AS actionable_at, m.session_date, m.session_phase, r.published_at,
       r.seen_at, r.known_at, m.confidence, r.media, r.title, r.article_id
FROM revisions r
JOIN mentions m USING (revision_id)
WHERE r.revision = 1 AND r.ingest_mode = 'live' AND r.published_at IS NOT NULL
  AND m.mic = $mic AND m.confidence >= $confidence::DOUBLE
ORDER BY actionable_at, m.symbol, r.article_id
