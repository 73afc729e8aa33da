-- The newest articles: what was published last, with its precision, and where it was found.
SELECT coalesce(strftime(published_at, '%Y-%m-%d %H:%M:%SZ'), published_on::VARCHAR, 'undated') AS published,
       published_precision AS precision, media, title
FROM articles
ORDER BY published_at DESC NULLS LAST, published_on DESC NULLS LAST, article_id
LIMIT 10
