-- Who publishes: articles, share of all, and median length in characters, by media.
SELECT media, count(*) AS articles, round(100 * count(*) / sum(count(*)) OVER (), 1) AS percent,
       median(length(text))::INTEGER AS median_characters
FROM articles
GROUP BY media
ORDER BY articles DESC, media
