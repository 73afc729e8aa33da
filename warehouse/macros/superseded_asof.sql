-- superseded_asof(t, basis := 'known'): the revisions that were no longer current at the moment t; what
-- `articles_asof` leaves out. The clock of a supersession is that of the wording which replaced the older one.
CREATE MACRO superseded_asof(t, basis := 'known') AS TABLE
SELECT s.revision_id
FROM raw.supersessions s
JOIN loads l USING (load_id)
LEFT JOIN (SELECT DISTINCT revision_id AS by_revision_id FROM raw.revisions WHERE reason = 'replay') p
    USING (by_revision_id)
WHERE CASE WHEN basis = 'seen' AND p.by_revision_id IS NULL AND s.by_revision_id <> s.revision_id
           THEN s.superseded_at ELSE l.known_at END <= moment(t)
