-- Stretches that a source's window may have dropped between two looks: every item was new, so older ones may be missing.
SELECT source, via, polled_at, gap_from, gap_to, round((epoch(gap_to) - epoch(gap_from)) / 3600, 1) AS hours
FROM polls
WHERE gap_from IS NOT NULL
ORDER BY hours DESC
