-- The loads, one row each: a logical clock, and the instant at which each load's rows became visible.
CREATE VIEW loads AS
SELECT load_id, max(known_at) AS known_at, any_value(batches) AS batches,
       any_value(revisions) AS revisions, any_value(version) AS version
FROM raw.clock
GROUP BY load_id  -- there once each already; said so that a join is left out of a query that does not ask known_at
