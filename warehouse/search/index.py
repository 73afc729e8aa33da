"""The search index: a tantivy index below the warehouse's root, derived from the tables.

Every wording is a document and none is ever taken out, so that the index answers for any version of the tables up
to the newest; it hides its files, its lock, and the note of what it covers, by which a crash between publishing and
indexing is repaired.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from tantivy import Document, FieldType, Index, Query, Schema, SchemaBuilder

from warehouse.locks import locked
from warehouse.search import SearchError
from warehouse.search.query import build
from warehouse.search.tokens import terms

FORMAT = 3  # of the index's fields and terms; an index of another format is made anew
ROWS = 500  # read at a time, with their texts
STEP = 20_000  # wordings after which what was added is committed
HEAP = 256_000_000  # bytes that the writer gathers before it writes a segment: a load of 10,000 articles is one


@dataclass(frozen=True, slots=True)
class Covered:
    """The last load that the index holds; the time tells it from a load of tables that were made again."""

    load_id: int = 0
    known_at: str = ""
    format: int = FORMAT


SHOWN = ("revision_id", "article_id", "title", "media", "source", "url", "language", "published_at", "published_on",
         "published_precision", "published_month", "load_id")  # fmt: skip
"""Columns of `revisions` that the index keeps, so that an answer needs no look into the tables."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording that matches, how well it does (BM25), and its columns `SHOWN`."""

    score: float
    row: dict[str, Any]


def schema() -> Schema:
    """The fields of a document."""
    fields = SchemaBuilder()
    for name in ("title", "text"):
        fields.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("source", "security"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("shown", stored=True)
    fields.add_unsigned_field("load_id", indexed=True, fast=True)
    for name in ("day", "instant"):
        fields.add_integer_field(name, indexed=True, fast=True)
    return fields.build()


class SearchIndex:
    """The index in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._note = folder / "covered.json"
        self._files = folder / "index"

    @classmethod
    def below(cls, root: Path) -> SearchIndex:
        """The index of the warehouse below a root."""
        return cls(root / "search")

    def covered(self) -> Covered:
        """What the index holds; nothing if there is none, or one of another format."""
        try:
            covered = Covered(**json.loads(self._note.read_text()))
        except (OSError, ValueError, TypeError):
            return Covered()
        return covered if covered.format == FORMAT else Covered()

    def update(self, raw: duckdb.DuckDBPyConnection, newest: Covered) -> int:
        """Add what was loaded since the load that the index covers; return the number of wordings.

        Args:
            raw: a connection whose schema `raw` shows the newest version of the tables, opened under the lock.
            newest: their newest load.
        """
        covered = self.covered()
        if not _is_load(raw, covered):
            covered = Covered()
            self._delete()
        return self._add(raw, covered.load_id, newest)

    def _add(self, raw: duckdb.DuckDBPyConnection, after: int, newest: Covered) -> int:
        self._files.mkdir(parents=True, exist_ok=True)
        fields = schema()
        writer = Index(fields, path=str(self._files)).writer(heap_size=HEAP, num_threads=1)
        if after:  # a run that was killed may have indexed a load without noting it
            writer.delete_documents_by_query(Query.range_query(fields, "load_id", FieldType.Unsigned, after + 1, None))
        added = 0
        for covered in (*_steps(raw, after), newest):
            for row in _rows(raw, after, covered.load_id):
                writer.add_document(_document(row))
                added += 1
            writer.commit()
            self._write_note(covered)
            after = covered.load_id
        writer.wait_merging_threads()
        return added

    def _write_note(self, covered: Covered) -> None:
        new = self._note.with_suffix(".new")
        new.write_text(json.dumps(asdict(covered)))
        new.replace(self._note)

    def clear(self) -> None:
        """Delete the index; the next update makes it anew from the tables."""
        with self.lock():
            self._delete()

    def _delete(self) -> None:
        self._note.unlink(missing_ok=True)
        shutil.rmtree(self._files, ignore_errors=True)

    def lock(self) -> AbstractContextManager[None]:
        """Keep others from changing the index."""
        return locked(self.folder / "lock")

    def open(self) -> Reader:
        """Open the index for searching, as it is now.

        Raises:
            SearchError: it cannot be read.
        """
        with engine_errors(f"{self.folder} cannot be read"):
            try:
                return Reader(Index.open(str(self._files)))
            except ValueError:  # of its lock, perhaps, which the engine writes also to read
                with _linked(self._files) as folder:
                    return Reader(Index.open(folder))


@contextmanager
def engine_errors(said: str) -> Iterator[None]:
    """Turn what comes of files that the engine cannot read or write into a SearchError.

    Some damage makes the engine panic, which is an exception of a type that cannot be imported.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        raise SearchError(f"{said} ({error}); `finews search --rebuild` makes it anew") from None


@contextmanager
def _linked(files: Path) -> Iterator[str]:
    """A folder that can be written, with the index in it; what a reader has opened stays open when it is deleted."""
    with TemporaryDirectory(prefix="finews-search-") as folder:
        for file in files.iterdir():
            if file.suffix != ".lock":
                Path(folder, file.name).symlink_to(file.resolve())
        yield folder


class Reader:
    """The index as it was when opened."""

    def __init__(self, index: Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def hits(self, text: str, limit: int, load_id: int, without: frozenset[str] = frozenset()) -> list[Hit]:
        """Return the best hits among what was loaded up to `load_id`, best first.

        Args:
            without: ids of revisions that shall not count, such as those that are no longer current.

        Raises:
            SearchError: the search cannot be understood.
        """
        query = build(self._schema, text, load_id)
        asked = limit + (limit // 8 + 8 if without else 0)
        while True:
            found = self._searcher.search(query, asked, count=False).hits
            hits = [hit for hit in map(self._hit, found) if hit.row["revision_id"] not in without]
            if len(hits) >= limit or len(found) < asked:
                return hits[:limit]
            asked *= 4

    def _hit(self, found: tuple[float, Any]) -> Hit:
        score, address = found
        return Hit(score, json.loads(bytes(self._searcher.doc(address).get_first("shown") or b"{}")))


def _is_load(raw: duckdb.DuckDBPyConnection, covered: Covered) -> bool:
    """Tell whether the load that the index covers is one of these tables."""
    query = "SELECT max(known_at) = ?::TIMESTAMPTZ FROM raw.loads WHERE load_id = ?"
    row = raw.execute(query, [covered.known_at or "infinity", covered.load_id]).fetchone()
    return bool(row and row[0])


def _steps(raw: duckdb.DuckDBPyConnection, after: int) -> Iterator[Covered]:
    """Yield loads on the way at which many wordings were added since the one before, so that a stop loses little."""
    query = """
        SELECT r.load_id, max(l.known_at), count(DISTINCT r.row_id)
        FROM raw.revisions r JOIN raw.loads l USING (load_id) WHERE r.load_id > ? GROUP BY r.load_id ORDER BY r.load_id
    """
    if not raw.execute("SELECT DISTINCT load_id FROM raw.loads WHERE load_id > ? OFFSET 1", [after]).fetchone():
        return  # one load is one step: no need to count
    waiting = 0
    for load_id, known_at, wordings in raw.execute(query, [after]).fetchall():
        waiting += wordings
        if waiting > STEP:
            yield Covered(load_id, known_at.isoformat())
            waiting = 0


def _rows(raw: duckdb.DuckDBPyConnection, after: int, until: int) -> Iterator[dict[str, Any]]:
    """Yield the wordings of some loads with the securities that they name."""
    cursor = raw.execute(
        f"""
        SELECT {", ".join(f"r.{name}" for name in SHOWN)}, r.text, r.summary, m.codes
        FROM raw.revisions r
        LEFT JOIN (SELECT revision_id, list(DISTINCT symbol) || list(DISTINCT symbol || '.' || mic) AS codes
                   FROM raw.mentions WHERE load_id > $after AND load_id <= $until GROUP BY revision_id) m
            USING (revision_id)
        WHERE r.load_id > $after AND r.load_id <= $until
        """,
        {"after": after, "until": until},
    )
    while rows := cursor.fetchmany(ROWS):
        for row in rows:
            yield dict(zip((*SHOWN, "text", "summary", "codes"), row, strict=True))


def _document(row: dict[str, Any]) -> Document:
    document = Document()
    document.add_text("title", terms(row["title"]))
    document.add_text("text", terms(row["text"]))
    if row["summary"] and row["summary"] not in row["text"]:
        document.add_text("text", terms(row["summary"]))
    document.add_text("source", row["source"])
    for code in filter(None, row["codes"] or ()):
        document.add_text("security", code)
    document.add_unsigned("load_id", row["load_id"])
    if row["published_on"]:
        document.add_integer("day", row["published_on"].toordinal())
    if row["published_at"]:
        document.add_integer("instant", int(row["published_at"].timestamp()))
    shown = {name: row[name] for name in SHOWN}  # days and instants as texts that DuckDB reads
    document.add_bytes("shown", json.dumps(shown, ensure_ascii=False, default=str).encode())
    return document
