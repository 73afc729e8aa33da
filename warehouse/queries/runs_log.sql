-- The last runs: when, how long, what they added.
SELECT started_at, flow, status, round(epoch(ended_at) - epoch(started_at), 1) AS seconds, links, captures, revisions, rejects
FROM runs
ORDER BY started_at DESC
LIMIT 20
