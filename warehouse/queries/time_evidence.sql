-- Where the times of publication come from: evidence found and chosen, and conflicts with the chosen one, by rule.
SELECT rule, count(*) AS found, count(*) FILTER (chosen) AS chosen, count(*) FILTER (conflict) AS conflicts,
       mode(precision) AS usual_precision
FROM dates
WHERE field = 'published'
GROUP BY rule
ORDER BY chosen DESC, rule
