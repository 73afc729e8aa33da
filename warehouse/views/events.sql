-- Deletions and returns: an address that showed an article and then answered that there is none (404, 410, or a
-- redirect to the home page; `reason` says which), and one that shows it again. `seen_before` is the last visit before,
-- so that the event lies between the two. The article stays in `articles`: what it said does not change.
-- event: deleted or returned
-- noticed_at: the visit that found it so (UTC)
-- seen_before: the last visit before (UTC)
-- article_id: the article that the address showed last
-- reason: http_gone (404, 410) or redirect_home; null for a return
CREATE VIEW events AS
WITH visits AS (
    SELECT *,
           last_value(article_id IGNORE NULLS) OVER life AS shown,
           last_value(CASE WHEN outcome = 'fetched' THEN {'shows': article_id} END IGNORE NULLS) OVER life AS body
    FROM captures
    SEMI JOIN (SELECT url_id FROM raw.captures WHERE outcome = 'gone') USING (url_id)
    WHERE kind NOT IN ('poll', 'robots') AND outcome IN ('fetched', 'unchanged', 'gone')
    WINDOW life AS (PARTITION BY url_id ORDER BY captured_at, capture_id ROWS UNBOUNDED PRECEDING)
), states AS (
    SELECT *, lag(outcome) OVER url AS before, lag(captured_at) OVER url AS seen_before
    FROM visits
    WHERE shown IS NOT NULL AND (outcome = 'gone' OR body.shows IS NOT NULL)
    WINDOW url AS (PARTITION BY url_id ORDER BY captured_at, capture_id)
)
SELECT CASE WHEN outcome = 'gone' THEN 'deleted' ELSE 'returned' END AS event, captured_at AS noticed_at, seen_before,
       shown AS article_id, url, source,
       CASE WHEN outcome <> 'gone' THEN NULL WHEN status IN (404, 410) THEN 'http_gone' ELSE 'redirect_home' END
           AS reason,
       status, final_url, url_id, capture_id, known_at
FROM states
WHERE (outcome = 'gone') <> (before = 'gone')
