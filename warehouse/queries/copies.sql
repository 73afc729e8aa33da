-- Identical articles (same hash of title and text): who had each first, how many copies there are, and the hours until the last one.
SELECT arg_min(media, coalesce(published_at, seen_at)) AS first_publisher, count(*) AS copies,
       count(DISTINCT media) AS publishers, min(published_at) AS first_at,
       round((epoch(max(published_at)) - epoch(min(published_at))) / 3600, 1) AS hours_until_last, any_value(title) AS title
FROM articles
GROUP BY content_hash
HAVING count(*) > 1
ORDER BY copies DESC, first_at
LIMIT 100
