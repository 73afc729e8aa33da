-- How well each feed, sitemap and list is watched: how often it was read, failures, readings that may have missed items, and new links per reading.
SELECT source, via, count(*) AS looks, count(*) FILTER (status = 'failed') AS failed,
       count(gap_from) AS overflowed, median(items) AS median_items, round(avg(new_items), 1) AS new_a_look,
       max(polled_at) AS last
FROM polls
GROUP BY source, via
ORDER BY overflowed DESC, failed DESC, source, via
