-- Who writes most: articles, publishers written for, and the first and last day, by author.
SELECT author, count(*) AS articles, count(DISTINCT media) AS media, min(published_on) AS first, max(published_on) AS last
FROM (SELECT unnest(authors) AS author, media, published_on FROM articles)
GROUP BY author
ORDER BY articles DESC, author
LIMIT 50
