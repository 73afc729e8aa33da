-- superseded_asof(t, basis := 'known'): the revisions that were no longer current at the moment t; what
-- `articles_asof` leaves out. The clock of a supersession is that of the wording which replaced the older one.
CREATE MACRO superseded_asof(t, basis := 'known') AS TABLE
SELECT row_id, revision_id
FROM raw.superseded
WHERE CASE WHEN basis = 'seen' AND NOT by_replay THEN superseded_at ELSE known_at END <= moment(t)
