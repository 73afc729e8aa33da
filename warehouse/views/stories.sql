-- Stories, each counted once however many tell it: who published it first and when, when it was first seen here, the
-- number of tellings (revisions of one article are one telling), and the followers with their lag behind the first.
CREATE VIEW stories AS
SELECT story_id, count(*) AS tellings,
       arg_min(media, position) AS first_media, arg_min(source, position) AS first_source,
       arg_min(title, position) AS title, arg_min(url, position) AS first_url,
       min(published_at) AS first_published_at, min(first_seen_at) AS first_seen_at,
       max(lag) AS longest_lag,
       list({'media': media, 'source': source, 'lag': lag, 'seen_lag': seen_lag, 'url': url} ORDER BY position)
           FILTER (position > 1) AS followers,
       min(known_at) AS known_at
FROM tellings
GROUP BY story_id
