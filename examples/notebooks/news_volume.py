"""A marimo notebook: from `connect()` to a chart of news volume against time for a security, without look-ahead.

.venv/bin/python -m pip install "altair>=6" "marimo>=0.25"   # with pip 25.1 or later: --group notebook
FINEWS_HOME=data .venv/bin/marimo edit examples/notebooks/news_volume.py
"""

import marimo

app = marimo.App(width="medium", app_title="News volume of a security")


@app.cell
def _():
    import os

    import altair
    import marimo as mo

    import warehouse

    return altair, mo, os, warehouse


@app.cell
def _(mo):
    mo.md("""
    # News volume without look-ahead

    An article is published at one moment and known to us at another. A study that puts it at the time of
    publication trades on news that it did not have yet. This notebook counts the articles that name a security
    twice: at the hour of publication, and at the hour from which this warehouse could have told you. Articles of
    which no more than the day of publication is known are left out.
    """)


@app.cell
def _(mo, os, warehouse):
    news = warehouse.connect(os.environ.get("FINEWS_HOME", "data"))
    symbol = mo.ui.text(value="00020", label="code")
    mic = mo.ui.text(value="XHKG", label="exchange (MIC)")
    mo.hstack([symbol, mic], justify="start")
    return mic, news, symbol


@app.cell
def _(mic, news, symbol):
    # First wordings only: what a later revision says was not known then. `known_at` is never earlier than the moment
    # at which a query could see the row, so an answer about the past does not change by what is loaded later.
    named = news.sql(
        """
        SELECT r.article_id, r.title, r.published_at, r.known_at, m.session_date, m.session_phase
        FROM mentions m
        JOIN revisions r USING (revision_id)
        WHERE r.revision = 1 AND m.symbol = $symbol AND m.mic = $mic AND r.published_at IS NOT NULL
        ORDER BY r.published_at
        """,
        params={"symbol": symbol.value, "mic": mic.value},
    ).to_arrow_table()
    return (named,)


@app.cell
def _(named, news):
    volume = news.sql(
        """
        SELECT clock, time_bucket(INTERVAL 1 HOUR, instant) AS hour, count(*) AS articles
        FROM (SELECT 'published' AS clock, published_at AS instant FROM named
              UNION ALL SELECT 'known here', greatest(published_at, known_at) FROM named)
        GROUP BY ALL
        ORDER BY clock, hour
        """
    ).to_arrow_table()
    assert named.num_rows == sum(volume["articles"].to_pylist()) / 2
    return (volume,)


@app.cell
def _(altair, mic, symbol, volume):
    chart = (
        altair.Chart(volume)
        .mark_bar()
        .encode(
            x=altair.X("hour:T", title="hour (UTC)", scale=altair.Scale(type="utc")),  # not the browser's zone
            y=altair.Y("articles:Q", title="articles"),
            row=altair.Row("clock:N", title=None, sort=["published", "known here"]),
        )
        .properties(title=f"News of {symbol.value} ({mic.value})", width=600, height=120)
    )
    chart  # noqa: B018 - shown below the cell
    return (chart,)


@app.cell
def _(mo, named):
    late = sorted(
        (known - published).total_seconds() / 3600
        for published, known in zip(named["published_at"].to_pylist(), named["known_at"].to_pylist(), strict=True)
    )
    mo.md(
        f"{len(late)} articles; the median one was known here {late[len(late) // 2]:.1f} hours after publication."
        if late
        else "No article names this security."
    )


if __name__ == "__main__":
    app.run()
