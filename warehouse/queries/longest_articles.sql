-- The longest articles, in characters.
SELECT length(text) AS characters, media, published_on, title, url
FROM articles
ORDER BY characters DESC, url
LIMIT 20
