-- Securities that stand in the same articles, by how often, and how much more often than by chance (lift).
-- parameter: at_least = 1 (articles that a pair must share)
WITH named AS (
    SELECT DISTINCT m.article_id, m.mic || ':' || m.symbol AS security
    FROM mentions m
    JOIN articles a USING (revision_id)
    WHERE m.mic IS NOT NULL
), singly AS (
    SELECT security, count(*) AS articles FROM named GROUP BY security
), pairs AS (
    SELECT a.security AS one, b.security AS other, count(*) AS articles
    FROM named a
    JOIN named b ON a.article_id = b.article_id AND a.security < b.security
    GROUP BY ALL
    HAVING count(*) >= $at_least::INTEGER
)
SELECT p.one, p.other, p.articles,
       round(p.articles * (SELECT count(DISTINCT article_id) FROM named) / (s.articles * t.articles), 1) AS lift
FROM pairs p
JOIN singly s ON s.security = p.one
JOIN singly t ON t.security = p.other
ORDER BY p.articles DESC, p.one, p.other
LIMIT 100
