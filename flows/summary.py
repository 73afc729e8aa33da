"""What a run did, in counts: filled while it goes on, reported at its end."""

from dataclasses import dataclass, field
from datetime import datetime

from tasks.batch import Staged
from tasks.plan import Plan


@dataclass
class Summary:
    """What a run did, in counts."""

    run_id: str
    flow: str
    started_at: datetime
    plans: dict[str, Plan] = field(default_factory=dict)
    staged: list[Staged] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)  # source → why nothing of it could be read
    lost: dict[str, str] = field(default_factory=dict)  # batch, or look back → why it ended; the next run takes it up
    revisions: int = 0
    loads: int = 0
    tasks: int = 0  # task runs that Prefect should know of
    ended_at: datetime | None = None

    @property
    def status(self) -> str:
        """Ok, partial (a source or a batch failed) or failed (every source did)."""
        if self.errors and len(self.errors) == len(self.plans):
            return "failed"
        return "partial" if self.errors or self.lost else "ok"

    def total(self, name: str) -> int:
        """Sum a count over all batches."""
        return sum(getattr(staged, name) for staged in self.staged)

    @property
    def rejects(self) -> int:
        """Rejects of all stages."""
        return self.total("rejects") + sum(plan.rejects for plan in self.plans.values())
