-- The loads, one row each: a logical clock, and the instant at which each load's rows became visible.
CREATE VIEW loads AS
SELECT load_id, known_at, batches, revisions, version
FROM raw.clock
