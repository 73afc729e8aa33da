-- When news of each exchange's securities comes: mentions by phase of the trading day, and the share outside the session.
SELECT m.mic, count(*) AS mentions,
       count(*) FILTER (m.session_phase = 'pre') AS pre, count(*) FILTER (m.session_phase = 'open') AS open,
       count(*) FILTER (m.session_phase = 'break') AS lunch, count(*) FILTER (m.session_phase = 'post') AS post,
       count(*) FILTER (m.session_phase = 'closed') AS closed,
       round(100 * count(*) FILTER (m.session_phase <> 'open') / count(*), 1) AS percent_outside
FROM mentions m
JOIN articles a USING (revision_id)
WHERE m.session_phase IS NOT NULL
GROUP BY m.mic
ORDER BY mentions DESC, m.mic
