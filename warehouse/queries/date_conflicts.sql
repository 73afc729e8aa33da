-- Articles whose evidence for the time of publication disagrees: the chosen statement beside the other.
SELECT a.source, a.url, c.rule AS chosen_rule, c.raw AS chosen, d.rule AS other_rule, d.raw AS other, d.note
FROM dates d
JOIN dates c ON c.revision_id = d.revision_id AND c.field = d.field AND c.chosen
JOIN articles a ON a.revision_id = d.revision_id
WHERE d.conflict
ORDER BY a.source, a.url
