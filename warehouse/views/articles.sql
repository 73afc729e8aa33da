-- The current wording of every article: the revisions that no later one has superseded.
CREATE VIEW articles AS
SELECT *
FROM revisions
ANTI JOIN raw.superseded USING (row_id)
