-- What a publisher changed: two captures of an article that follow each other in time and say different things. `fields`
-- names what differs, `similarity` (0 to 1) is the share of word pairs that both texts have, `removed` and `added` are
-- paragraphs of the text, `diff` shows both. Replays are no changes: each capture is taken as it was last read.
-- changed_at: when the newer of the two was first captured (UTC)
-- fields: what differs: title, text, published, summary, authors, media, category, tags
-- similarity: share of word pairs that both texts have (0 to 1)
-- known_at: when both were visible in this warehouse (UTC)
-- from_revision_id: the wording before
-- to_revision_id: the wording after
-- from_revision: number of the wording before
-- to_revision: number of the wording after
-- from_seen_at: when the wording before was first captured (UTC)
-- from_title: headline before
-- to_title: headline after
-- from_published_at: instant of publication, as stated before (UTC); may be null
-- to_published_at: instant of publication, as stated after (UTC); may be null
-- removed: paragraphs that only the text before has
-- added: paragraphs that only the text after has
-- diff: both, a paragraph a line, after - and +
CREATE VIEW changes AS
WITH readings AS (
    SELECT article_id, revision_id, seen_at, revision,
           min(known_at) OVER (PARTITION BY article_id, capture_id) AS known_at
    FROM revisions
    SEMI JOIN raw.supersessions USING (article_id)
    QUALIFY row_number() OVER (PARTITION BY article_id, capture_id ORDER BY revision DESC) = 1
), pairs AS (
    SELECT revision_id, known_at, lag(known_at) OVER story AS from_known_at,
           lag(revision_id) OVER story AS from_revision_id
    FROM readings
    WINDOW story AS (PARTITION BY article_id ORDER BY seen_at, revision)
), texts AS (
    SELECT r.article_id, r.url, r.source, greatest(p.known_at, p.from_known_at) AS known_at,
           old.revision_id AS from_revision_id, r.revision_id AS to_revision_id,
           old.revision AS from_revision, r.revision AS to_revision,
           old.seen_at AS from_seen_at, r.seen_at AS changed_at,
           old.title AS from_title, r.title AS to_title,
           old.published_at AS from_published_at, r.published_at AS to_published_at,
           list_filter([
               CASE WHEN old.title <> r.title THEN 'title' END,
               CASE WHEN regexp_replace(old.text, '\s+', '', 'g') <> regexp_replace(r.text, '\s+', '', 'g')
                    THEN 'text' END,
               CASE WHEN (old.published_at, old.published_on, old.published_precision)
                         IS DISTINCT FROM (r.published_at, r.published_on, r.published_precision)
                         OR (old.content_hash = r.content_hash AND old.stated_times <> r.stated_times)
                    THEN 'published' END,
               CASE WHEN old.summary IS DISTINCT FROM r.summary THEN 'summary' END,
               CASE WHEN old.authors IS DISTINCT FROM r.authors THEN 'authors' END,
               CASE WHEN old.media IS DISTINCT FROM r.media THEN 'media' END,
               CASE WHEN old.category IS DISTINCT FROM r.category THEN 'category' END,
               CASE WHEN old.tags IS DISTINCT FROM r.tags THEN 'tags' END
           ], lambda field: field IS NOT NULL) AS fields,
           string_split(old.text, chr(10)) AS old_paragraphs, string_split(r.text, chr(10)) AS paragraphs,
           regexp_extract_all(old.text, '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}]+|\S') AS old_words,
           regexp_extract_all(r.text, '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}]+|\S') AS words
    FROM pairs p
    JOIN revisions r USING (revision_id)
    JOIN revisions old ON old.revision_id = p.from_revision_id
), parts AS (
    SELECT *,
           list_distinct(list_zip(old_words, old_words[2:])) AS old_pairs,
           list_distinct(list_zip(words, words[2:])) AS pairs,
           list_filter(old_paragraphs, lambda p: NOT list_contains(paragraphs, p)) AS removed,
           list_filter(paragraphs, lambda p: NOT list_contains(old_paragraphs, p)) AS added
    FROM texts
    WHERE list_has_any(fields, ['title', 'text', 'published'])
)
SELECT article_id, url, source, changed_at, known_at, fields,
       round(2.0 * len(list_intersect(old_pairs, pairs)) / greatest(len(old_pairs) + len(pairs), 1), 4) AS similarity,
       from_revision_id, to_revision_id, from_revision, to_revision, from_seen_at,
       from_title, to_title, from_published_at, to_published_at, removed, added,
       array_to_string(list_concat(list_transform(removed, lambda p: '- ' || p), list_transform(added, lambda p: '+ ' || p)),
                       chr(10)) AS diff
FROM parts
