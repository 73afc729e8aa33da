-- Every revision (wording) of every article, with the instant at which it became known here.
CREATE VIEW revisions AS
SELECT r.*, l.known_at
FROM raw.revisions r
LEFT JOIN loads l USING (load_id)
