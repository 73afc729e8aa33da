-- Stories, each counted once however many tell it: who published it first, when it was first seen here, how many tell it
-- and how long after the first. Revisions of one article are one telling.
-- tellings: articles that tell it
-- first_media: who published it first, as that article says
-- first_source: the source of the article that was published first
-- title: headline of the article that was published first
-- first_url: its link
-- first_published_at: when it was first published (UTC); null where no more than a day is known
-- first_seen_at: when one of its articles was first captured (UTC)
-- longest_lag: how long after the first the last of them was published
-- followers: the other articles in order: media, source, lag behind the first, lag of our sight, url; null if there are none
-- known_at: when its first article became visible in this warehouse (UTC)
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
