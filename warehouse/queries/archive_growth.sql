-- How the archive grows: captures, bytes as read and bytes as stored, by day and source.
SELECT captured_at::DATE AS day, source, count(*) AS captures, sum(bytes)::BIGINT AS bytes, sum(warc_length)::BIGINT AS stored
FROM captures
GROUP BY ALL
ORDER BY day DESC, source
