-- finews_hits(query, n, load_id, every): what the search macros ask. It answers in `finews sql` and `finews search`, and in
-- Python on the connection that `warehouse.connect()` gives; elsewhere it says so.
CREATE MACRO finews_hits(query, n, load_id, every) AS CAST(
    error('a search answers in `finews sql`, in `finews search` and on the connection that warehouse.connect() gives in Python')
    AS STRUCT(score DOUBLE, revision_id VARCHAR, article_id VARCHAR, title VARCHAR, media VARCHAR, source VARCHAR,
    url VARCHAR, "language" VARCHAR, published_at VARCHAR, published_on VARCHAR, published_precision VARCHAR,
    published_month VARCHAR, load_id BIGINT)[])
