-- mentions_asof(t, basis := 'known'): the securities that the articles as of the moment t name, on the same two bases
-- as `articles_asof`, with the same columns as `mentions`.
CREATE MACRO mentions_asof(t, basis := 'known') AS TABLE
SELECT m.*
FROM mentions m
ANTI JOIN superseded_asof(t, basis := basis) USING (revision_id)
ANTI JOIN (
    SELECT revision_id
    FROM revisions r
    WHERE basis = 'seen' AND CASE WHEN r.reason <> 'replay' THEN r.seen_at ELSE r.known_at END > moment(t)
) USING (revision_id)
WHERE (basis = 'seen' OR m.known_at <= moment(t))
  AND (SELECT CASE WHEN coalesce(basis, '') IN ('known', 'seen') THEN true
                   ELSE error('basis := ''' || coalesce(basis, 'NULL') || ''': write ''known'' or ''seen''') END)
