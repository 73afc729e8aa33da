"""The other programs of `make bench-quality`: one page a line on stdin, what they find in it a line on stdout.

Runs in the peers' environment, which has none of finews. Lines are JSON; `argv[1]` names the program.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def newsplease(page: str, url: str) -> dict[str, Any]:
    """Ask news-please, which asks several extractors and compares."""
    from newsplease import NewsPlease

    found = NewsPlease.from_html(page, url=url, fetch_images=False)
    return {
        "text": found.maintext, "title": found.title, "authors": found.authors,
        "day": found.date_publish and found.date_publish.date().isoformat(),
    }  # fmt: skip


def newspaper(page: str, url: str) -> dict[str, Any]:
    """Ask newspaper4k, which news-please brings along."""
    from newspaper import Article

    found = Article(url, fetch_images=False)
    found.download(input_html=page)
    found.parse()
    day = found.publish_date.date().isoformat() if found.publish_date else None
    return {"text": found.text, "title": found.title, "authors": found.authors, "day": day}


def main() -> None:
    """Answer until stdin ends; a page on which the program fails has nothing."""
    ask = {"news-please": newsplease, "newspaper4k": newspaper}[sys.argv[1]]
    answers, sys.stdout = sys.stdout, sys.stderr  # the programs print what they like
    ask("<p>warm up</p>", "http://localhost/")
    for line in sys.stdin:
        question = json.loads(line)
        start = time.process_time()
        try:
            answer = ask(question["page"], question["url"])
        except Exception as error:
            answer = {"error": str(error)}
        answer["seconds"] = time.process_time() - start
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
