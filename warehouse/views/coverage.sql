-- One row per source and calendar day at the source: links found, fetched, waiting, failed and rejected, articles loaded, what its own history would let one expect, and whether that makes the day complete, partial, missing or failed.
-- day: calendar day at the source
-- found: links that the source named for the day
-- fetched: of them, those whose body we have
-- waiting: of them, those never visited
-- failed: of them, those whose last visit failed
-- rejected: of them, those that gave no article
-- loaded: current articles of the day
-- expected: median of days that are alike (weekday, exchange closed) in the weeks around; null if there are too few
-- closed: true if the source's exchange is closed that day; known to `finews coverage` and `finews backfill`
-- status: complete, partial, missing or failed
CREATE VIEW coverage AS
WITH visits AS ( -- a number for the best that was ever had of an address: an article, a body, or else the last outcome;
    -- a 64-bit hash stands for the address: ten million texts would take twice as long
    SELECT hash(url_id) AS address,
           max(CASE WHEN outcome IN ('fetched', 'unchanged') THEN 4000000000000000000 + (article_id IS NOT NULL)::INTEGER
                    ELSE epoch_us(captured_at) * 4 + (outcome = 'failed')::INTEGER END) AS best
    FROM raw.captures
    WHERE kind NOT IN ('poll', 'robots')
    GROUP BY address
), named AS (
    SELECT DISTINCT source, day, hash(url_id) AS address
    FROM raw.links
    WHERE day BETWEEN DATE '1990-01-01' AND CAST(found_at AS DATE) + 31 -- 0001-01-01 and 9999-12-31 stand for no day
), links AS (
    SELECT source, day, count(*) AS found, count(*) FILTER (best >= 4000000000000000000) AS fetched,
           count(*) FILTER (best IS NULL) AS waiting,
           count(*) FILTER (best < 4000000000000000000 AND best % 4 = 1) AS failed,
           count(*) FILTER (best <= 4000000000000000000 AND best % 4 = 0) AS rejected
    FROM named LEFT JOIN visits USING (address)
    GROUP BY ALL
), loaded AS (
    SELECT source, published_on AS day, count(*) AS loaded, bool_or(ingest_mode <> 'backfill') AS first_hand
    FROM articles
    WHERE published_on IS NOT NULL
    GROUP BY ALL
), looked AS (
    SELECT source, day, max(looked_at) AS looked_at, arg_max(status, looked_at) AS look, arg_max(detail, looked_at) AS detail
    FROM raw.looks
    GROUP BY ALL
), known AS (
    SELECT source, day, coalesce(found, 0) AS found, coalesce(fetched, 0) AS fetched, coalesce(waiting, 0) AS waiting,
           coalesce(failed, 0) AS failed, coalesce(rejected, 0) AS rejected, coalesce(loaded, 0) AS loaded,
           looked_at, look, detail, first_hand
    FROM links FULL JOIN loaded USING (source, day) FULL JOIN looked USING (source, day)
), spans AS ( -- the variables widen the span: `finews coverage` and `finews backfill` set them
    SELECT source, least(min(day), CAST(getvariable('finews_from') AS DATE)) AS first,
           greatest(max(day), CAST(getvariable('finews_to') AS DATE)) AS last,
           min(day) FILTER (first_hand) AS crawled_from, max(day) FILTER (first_hand) AS crawled_to
    FROM known
    GROUP BY source
), calendar AS (
    SELECT source, CAST(unnest(generate_series(first, last, INTERVAL 1 DAY)) AS DATE) AS day,
           crawled_from, crawled_to
    FROM spans
), closed AS ( -- days on which the exchange of a source is closed; they are known where the variable is set
    SELECT unnest(CAST(getvariable('finews_closed') AS STRUCT(source VARCHAR, day DATE)[]), recursive := true)
), days AS (
    SELECT source, day, found, fetched, waiting, failed, rejected, coalesce(loaded, 0) AS loaded, looked_at, look, detail,
           closed.day IS NOT NULL AS closed,
           CASE WHEN closed.day IS NULL THEN dayofweek(day) ELSE 7 END AS alike,
           -- a day without articles tells something if somebody looked, or if the source was crawled then; a day that
           -- a backfill has not come to yet is no history
           coalesce(look = 'ok', false) OR coalesce(loaded, 0) > 0
           OR (coalesce(day BETWEEN crawled_from AND crawled_to, false)
               AND max(loaded) OVER (PARTITION BY source ORDER BY day
                   RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND INTERVAL 3 DAYS FOLLOWING) > 0) AS alive
    FROM calendar LEFT JOIN known USING (source, day) LEFT JOIN closed USING (source, day)
), likely AS ( -- the median of days that are alike in the four weeks around, else in all its history
    SELECT *,
           median(loaded) FILTER (alive) OVER near AS near, count(*) FILTER (alive) OVER near AS near_days,
           median(loaded) FILTER (alive) OVER ever AS ever, count(*) FILTER (alive) OVER ever AS ever_days
    FROM days
    WINDOW near AS (PARTITION BY source, alike ORDER BY day
                    RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 28 DAYS FOLLOWING EXCLUDE CURRENT ROW),
           ever AS (PARTITION BY source, alike)
), judged AS (
    SELECT *, CASE WHEN near_days > 1 THEN near WHEN ever_days > 1 THEN ever END AS expected
    FROM likely
)
SELECT source, day, coalesce(found, 0) AS found, coalesce(fetched, 0) AS fetched, coalesce(waiting, 0) AS waiting,
       coalesce(failed, 0) AS failed, coalesce(rejected, 0) AS rejected, loaded, expected, closed, looked_at,
       CASE WHEN look = 'failed' THEN detail END AS detail, -- arg_max passes over the nulls of looks that went well
       CASE
           WHEN look = 'failed' OR (loaded = 0 AND failed > 0) THEN 'failed'
           WHEN waiting > 0 OR failed > 0 THEN 'partial'
           WHEN look = 'ok' THEN 'complete'
           WHEN loaded = 0 AND coalesce(found, 0) = 0 THEN CASE WHEN expected = 0 THEN 'complete' ELSE 'missing' END
           WHEN expected IS NULL OR loaded < expected / 2 THEN 'partial'
           ELSE 'complete'
       END AS status
FROM judged
