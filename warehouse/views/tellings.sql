-- Who told a story, one row an article: in which order, and how long after the first, by the times that the publishers
-- state and by our own first sight. Revisions of one article are one telling.
-- position: 1 for the article that was published first, counted up; those without an instant come last
-- lag: how long after the first it was published; null where no more than a day is known
-- first_seen_at: when the article was first captured (UTC)
-- seen_lag: how long after the first we saw it
CREATE VIEW tellings AS
SELECT t.story_id, row_number() OVER story AS position, a.media, a.source, a.title, a.url,
       a.published_at, a.published_at - min(a.published_at) OVER (PARTITION BY t.story_id) AS lag,
       f.seen_at AS first_seen_at, f.seen_at - min(f.seen_at) OVER (PARTITION BY t.story_id) AS seen_lag,
       t.how, t.retells, t.similarity, t.article_id, a.revision_id, t.load_id, l.known_at
FROM raw.tellings t
JOIN articles a USING (article_id)
JOIN raw.revisions f ON f.revision_id = t.revision_id
LEFT JOIN loads l ON l.load_id = t.load_id
WINDOW story AS (PARTITION BY t.story_id ORDER BY a.published_at NULLS LAST, f.seen_at, t.article_id)
