-- finews_hits(query, n, load_id, every): what the search macros ask. It answers in `finews sql` and `finews search`, and in
-- Python on the connection that `warehouse.connect()` gives; elsewhere it says so.
CREATE MACRO finews_hits(query, n, load_id, every) AS CAST(
    error('a search answers in `finews sql`, in `finews search` and on the connection that warehouse.connect() gives in Python')
    AS STRUCT(revision_id VARCHAR, published_month VARCHAR, score DOUBLE)[])
