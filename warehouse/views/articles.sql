-- The current revision (wording) of every article: those that no later one has superseded.
CREATE VIEW articles AS
SELECT *
FROM revisions
ANTI JOIN raw.superseded USING (row_id)
