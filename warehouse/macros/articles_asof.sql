-- articles_asof(t, basis := 'known'): the articles as of the moment t, each in the revision that was current then.
-- On the basis 'known': what this warehouse had loaded by t; an answer for the past never changes.
-- On the basis 'seen': also what was captured by t, by us or by an archive, and loaded later.
CREATE MACRO articles_asof(t, basis := 'known') AS TABLE
SELECT r.*
FROM revisions r
ANTI JOIN superseded_asof(t, basis := basis) USING (row_id)
WHERE CASE WHEN basis = 'seen' AND r.reason <> 'replay' THEN r.seen_at ELSE r.known_at END <= moment(t)
  AND (SELECT CASE WHEN coalesce(basis, '') IN ('known', 'seen') THEN true
                   ELSE error('basis := ''' || coalesce(basis, 'NULL') || ''': write ''known'' or ''seen''') END)
