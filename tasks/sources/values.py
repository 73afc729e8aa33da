"""The values of source files: what each accepts, in the words in which a fault is told.

To add a type of value, write a function that returns it or raises ValueError with what is accepted, and name it below.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from tasks.sources.addresses import is_web_url, without_user

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*|[\da-f:]*:[\da-f:.]*")  # names, and addresses of either kind
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_LONGEST_WATCH = 36_500  # days; dates end in the year 9999


def at_home(path: str | Path) -> Path:
    """Return a path with `~` written out; of a user who is not known it stays, as in a shell."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def tidy_name(text: str) -> str:
    """Return the name of a source that is most like a text: a host's name, the stem of a file."""
    return re.sub("[^a-z0-9_]", "-", text.lower()).strip("-_") or "my-source"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return ` (did you mean …?)` for the word that is most like this one, or nothing."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _web_url(value: str) -> str:
    return _url_with(value)


def _url_template(value: str) -> str:
    return _url_with(value, "{date}", "{page}")


def _url_with(value: str, *accepted: str) -> str:
    if not is_web_url(value):
        raise ValueError("an absolute address, http://… or https://…")
    if value != without_user(value):
        raise ValueError("an address without a user or password: none is sent, and all that is sent is kept")
    unknown = next((name for name in re.findall(r"\{\w*\}", value) if name not in accepted), None)
    if unknown:
        known = " and ".join(accepted) or "none"
        raise ValueError(f"an address in which the placeholders are {known}, not {unknown}{nearest(unknown, accepted)}")
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression, and this one does not compile: {error}") from None
    return value


def _regex_with_group(value: str) -> str:
    if re.compile(_regex(value)).groups < 1:
        raise ValueError("a regular expression with a group, such as '/([0-9]{18})[.]html'")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not found; not a relative path; a folder
        hint = nearest(value, available_timezones())
        raise ValueError(f"an IANA time zone such as 'Asia/Shanghai'{hint}") from None
    return value


def _calendar(value: str) -> str:
    from exchange_calendars import get_calendar_names  # half a second, for sources that have one

    if value not in (names := get_calendar_names()):
        raise ValueError(f"an exchange that exchange_calendars knows, such as 'XSHG'{nearest(value, names)}")
    return value


def _host(value: str) -> str:
    """Return the host of what people call one: any case, a dot at its end, an address without a path."""
    try:
        parts = urlsplit(value.strip() if "://" in value else f"//{value.strip()}")
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host) or parts.path not in ("", "/") or parts.query:
        raise ValueError("a host such as 'news.example.org', without a path; those below it are taken too")
    return host


def _media_type(value: str) -> str:
    if "/" not in value or ";" in value:
        raise ValueError("a media type or the beginning of one, with its slash, no parameters: 'text/html', 'text/'")
    return value.strip().lower()


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise ValueError("two letters of ISO 639-1, such as 'zh' or 'en'")
    return value


def _name(value: str) -> str:
    if not re.fullmatch("[a-z0-9][a-z0-9_-]*", value):
        raise ValueError(f"a-z, 0-9, '-' and '_', such as {tidy_name(value)!r}")
    return value


def _keep(value: str) -> str:
    if not re.fullmatch(r"all|[1-9]\d{0,4}d", value):
        raise ValueError("'all', or a number of days such as '90d'")
    return value


def _beside_the_source(path: Path, info: ValidationInfo) -> Path:
    if "\0" in str(path):
        raise ValueError("a path, in which there is no NUL")
    folder = (info.context or {}).get("folder")
    path = at_home(path)
    return folder / path if folder else path


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+)([mhdw])", value.strip()) if isinstance(value, str) else None
    minutes = int(match[1]) * _MINUTES[match[2]] if match else 0
    if not 0 < minutes <= _LONGEST_WATCH * _MINUTES["d"]:
        raise ValueError(
            "times after the first visit, such as '15m', '1h', '6h', '1d', '7d', "
            f"at most '{_LONGEST_WATCH}d'; [] for none"
        )
    return timedelta(minutes=minutes)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


WebUrl = Annotated[str, AfterValidator(_web_url)]
UrlTemplate = Annotated[str, AfterValidator(_url_template)]
Switch = Annotated[bool, Field(strict=True)]  # true or false: not 1, not "no"
Regex = Annotated[str, AfterValidator(_regex)]
Ladder = tuple[Annotated[timedelta, BeforeValidator(_duration)], ...]
Strings = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], BeforeValidator(_as_list)]
MediaTypes = Annotated[tuple[Annotated[str, AfterValidator(_media_type)], ...], BeforeValidator(_as_list)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(_as_list)]
LocalPath = Annotated[Path, AfterValidator(_beside_the_source)]
Name = Annotated[str, AfterValidator(_name)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Calendar = Annotated[str, AfterValidator(_calendar)]
Identity = Annotated[str, AfterValidator(_regex_with_group)]
Keep = Annotated[str, AfterValidator(_keep)]


_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "path_type": "a path in quotes",
    "tuple_type": "a list in brackets",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
}


def expected(fault: dict[str, Any]) -> str:
    """Say what would be accepted in place of a value that pydantic found wrong."""
    message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return _EXPECTED.get(fault["type"], message)
