-- What a publisher changed: two captures of an article that follow each other in time and say different things. `fields`
-- names what differs, `similarity` (0 to 1) is the share of word pairs that both texts have, `removed` and `added` are
-- paragraphs of the text, `diff` shows both. Replays are no changes: two captures are compared as they were read when the
-- second of them came.
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
WITH replayed AS ( -- a replay may have moved a page to another article
    SELECT capture_id, arg_max(article_id, row_id) AS moved_to FROM raw.revisions WHERE reason = 'replay' GROUP BY capture_id
), readings AS MATERIALIZED (
    SELECT *, min(known_at) OVER capture AS first_known_at, min(revision) OVER capture AS place
    FROM revisions
    SEMI JOIN raw.supersessions USING (article_id)
    LEFT JOIN replayed USING (capture_id)
    WHERE coalesce(moved_to, article_id) = article_id
    WINDOW capture AS (PARTITION BY article_id, capture_id)
), neighbours AS ( -- `met`: the wording from which on both were read; a later replay of one would differ by its rules, too
    SELECT article_id, capture_id, lag(capture_id) OVER life AS from_capture_id,
           greatest(place, lag(place) OVER life) AS met
    FROM readings
    WHERE revision = place
    WINDOW life AS (PARTITION BY article_id ORDER BY seen_at, place)
), pairs AS (
    SELECT r.*, f.revision_id AS from_revision_id, f.revision AS from_revision, f.seen_at AS from_seen_at,
           f.first_known_at AS from_known_at, f.content_hash AS from_hash, f.stated_times AS from_times,
           f.title AS from_title, f.text AS from_text,
           (f.published_at, f.published_on, f.published_precision) AS from_published,
           f.published_at AS from_published_at, f.summary AS from_summary, f.authors AS from_authors,
           f.media AS from_media, f.category AS from_category, f.tags AS from_tags
    FROM neighbours n
    JOIN readings r ON r.article_id = n.article_id AND r.capture_id = n.capture_id AND r.revision <= met
    JOIN readings f ON f.article_id = n.article_id AND f.capture_id = from_capture_id AND f.revision <= met
    QUALIFY row_number() OVER (PARTITION BY r.article_id, r.capture_id ORDER BY r.revision DESC, f.revision DESC) = 1
), parts AS (
    SELECT *,
           list_filter([
               CASE WHEN from_title <> title THEN 'title' END,
               CASE WHEN regexp_replace(from_text, '\s+', '', 'g') <> regexp_replace(text, '\s+', '', 'g')
                    THEN 'text' END,
               CASE WHEN from_published IS DISTINCT FROM (published_at, published_on, published_precision)
                         OR from_hash = content_hash THEN 'published' END,
               CASE WHEN from_summary IS DISTINCT FROM summary THEN 'summary' END,
               CASE WHEN from_authors IS DISTINCT FROM authors THEN 'authors' END,
               CASE WHEN from_media IS DISTINCT FROM media THEN 'media' END,
               CASE WHEN from_category IS DISTINCT FROM category THEN 'category' END,
               CASE WHEN from_tags IS DISTINCT FROM tags THEN 'tags' END
           ], lambda field: field IS NOT NULL) AS fields,
           regexp_extract_all(from_text, '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}]+|\S') AS from_words,
           regexp_extract_all(text, '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}]+|\S') AS words,
           list_distinct(list_zip(from_words, from_words[2:])) AS from_pairs,
           list_distinct(list_zip(words, words[2:])) AS pairs,
           string_split(from_text, chr(10)) AS from_paragraphs, string_split(text, chr(10)) AS paragraphs,
           list_filter(from_paragraphs, lambda p: NOT list_contains(paragraphs, p)) AS removed,
           list_filter(paragraphs, lambda p: NOT list_contains(from_paragraphs, p)) AS added
    FROM pairs
    WHERE from_hash <> content_hash OR from_times <> stated_times
)
SELECT article_id, url, source, seen_at AS changed_at, greatest(first_known_at, from_known_at) AS known_at, fields,
       round(2.0 * len(list_intersect(from_pairs, pairs)) / greatest(len(from_pairs) + len(pairs), 1), 4) AS similarity,
       from_revision_id, revision_id AS to_revision_id, from_revision, revision AS to_revision, from_seen_at,
       from_title, title AS to_title, from_published_at, published_at AS to_published_at, removed, added,
       array_to_string(list_concat(list_transform(removed, lambda p: '- ' || p),
                                   list_transform(added, lambda p: '+ ' || p)), chr(10)) AS diff
FROM parts
