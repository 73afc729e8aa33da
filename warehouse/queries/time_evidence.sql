-- Where the times of publication come from: by rule, the evidence found, chosen, and in conflict with the chosen one.
SELECT rule, count(*) AS found, count(*) FILTER (chosen) AS chosen, count(*) FILTER (conflict) AS conflicts,
       mode(precision) AS usual_precision
FROM dates
WHERE field = 'published'
GROUP BY rule
ORDER BY chosen DESC, rule
