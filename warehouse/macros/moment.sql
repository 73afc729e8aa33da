-- moment(t): an instant, out of a TIMESTAMPTZ or a text with its offset ('2026-03-05 09:30+08:00') or 'UTC'.
-- A day, or a time without zone, is an error: which zone was meant is not for the session to guess.
CREATE MACRO moment(t) AS CASE
    WHEN t IS NOT NULL AND typeof(t) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(t AS TIMESTAMPTZ)
    WHEN typeof(t) = 'VARCHAR' AND regexp_matches(CAST(t AS VARCHAR), ':.*(Z|UTC|[+-]\d{2}(:?\d{2})?)\s*$', 'i')
        THEN CAST(regexp_replace(upper(trim(CAST(t AS VARCHAR))), '\s+(Z|[+-]\S+)$', '\1') AS TIMESTAMPTZ)
    ELSE error(coalesce(CAST(t AS VARCHAR), 'NULL') || ' is no moment: write a time with its zone, '''
               || coalesce(strftime(TRY_CAST(CAST(t AS VARCHAR) AS TIMESTAMP)
                                    + to_seconds(CASE WHEN contains(CAST(t AS VARCHAR), ':') THEN 0 ELSE 86399 END),
                                    '%Y-%m-%dT%H:%M:%S'), '2026-03-05T09:30:00')
               || '+08:00'', or now()')
END
