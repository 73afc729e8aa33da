-- Who breaks the news: for each publisher the stories it tells, how many of those with several tellings it told first, and its median delay in minutes in the others.
SELECT media, count(DISTINCT story_id) AS stories,
       count(*) FILTER (others > 0 AND position = 1) AS first_of_several, count(*) FILTER (position > 1) AS followed,
       round(median(epoch(lag)) FILTER (position > 1) / 60, 1) AS median_minutes_behind
FROM (SELECT *, count(*) OVER (PARTITION BY story_id) - 1 AS others FROM tellings)
GROUP BY media
ORDER BY first_of_several DESC, stories DESC, media
