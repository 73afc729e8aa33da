"""Settings of the machine and its user, from FINEWS_* environment variables (or a `.env` file)."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION = "0.1.0"


class SettingsError(ValueError):
    """A FINEWS_* variable has a value that cannot be used."""


def _contact(value: str) -> str:
    if value and not re.fullmatch(r"[!-~]+@[!-~]+|https?://[!-~]+", value):
        raise ValueError("expected an e-mail address or the address of a web page, such as you@example.org")
    return value


Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Settings(BaseSettings):
    """Every setting, with its unit; the name of the variable is FINEWS_ and the field's name."""

    model_config = SettingsConfigDict(env_prefix="FINEWS_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path("data"), description="root of everything finews writes")
    sources: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        Path("sources"), description="folder of the source files"
    )
    contact: Annotated[str, AfterValidator(_contact)] = Field(
        "", description="e-mail address or web page that the User-Agent names; public sites need it"
    )

    workers: int = Field(os.cpu_count() or 1, ge=1, description="extraction processes")
    fetchers: int = Field(8, ge=1, description="hosts fetched from at the same time within a batch")
    batches: int = Field(8, ge=1, description="batches worked on at the same time")
    batch_size: int = Field(200, ge=1, le=5000, description="links in a batch, one WARC file each")

    delay: float = Field(
        1.0, ge=0, le=86_400, description="seconds between two requests to a host, unless robots.txt asks for more"
    )
    connect_timeout: Seconds = Field(10.0, description="seconds to connect")
    read_timeout: Seconds = Field(30.0, description="seconds without a byte before a response is given up")
    response_deadline: Seconds = Field(120.0, description="seconds for one response, however slowly it drips")
    retries: int = Field(3, ge=0, description="further tries after 429, 5xx or a broken connection")
    max_bytes: int = Field(20_000_000, ge=1000, description="bytes of a decompressed body that are accepted")
    max_redirects: int = Field(10, ge=0, description="redirects that are followed")

    reserve: int = Field(
        100_000_000, ge=0, description="bytes to be left free on the disk of `FINEWS_HOME`; a run stops before"
    )

    text: Literal["voted", "plain"] = Field(
        "voted",
        description="main text of pages: `voted` (three extractors and a learned filter) or `plain` (trafilatura)",
    )
    page_deadline: Seconds = Field(20.0, description="seconds to extract and normalize one page")
    page_memory: int = Field(
        2_000_000_000, ge=200_000_000, description="bytes of address space a page may need beyond the worker's own"
    )

    @cached_property
    def root(self) -> Path:
        """The home folder as an absolute path."""
        return self.home.expanduser().resolve()

    @property
    def archive(self) -> Path:
        """WARC files, by source and day."""
        return self.root / "archive"

    @property
    def staging(self) -> Path:
        """Work between two steps: links to fetch, rows to load. Never the only copy of anything."""
        return self.root / "staging"

    @property
    def user_agent(self) -> str:
        """The User-Agent of every request (RFC 9110 §10.1.5): who we are and whom to write to."""
        return f"finews/{VERSION} (+{self.contact})" if self.contact else f"finews/{VERSION}"


def get_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: one line that names the variable, its value and what is accepted.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "FINEWS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}={first['input']!r}: {first['msg'].removeprefix('Value error, ')}") from None
