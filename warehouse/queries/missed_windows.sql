-- Periods in which items of a feed or list may have been missed: every item was new since the last reading, so older ones may have dropped out.
SELECT source, via, polled_at, gap_from, gap_to, round((epoch(gap_to) - epoch(gap_from)) / 3600, 1) AS hours
FROM polls
WHERE gap_from IS NOT NULL
ORDER BY hours DESC
