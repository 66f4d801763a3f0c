"""Counts the rows of a campaign while they are asked for, and how fast they go."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from threading import Lock

from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.store import CampaignCounts
from layers_cli.render.sanitize import first_line
from layers_cli.render.text import duration

LEFT = (RowState.QUEUED, RowState.HELD, RowState.UNKNOWN, RowState.SENDING)
_RATE_SECONDS = 60.0
_MOST_FAILURES = 5


class AskingCounter:
    """Counts rows by state, and how fast they go; *clock* counts seconds."""

    def __init__(self, counts: CampaignCounts, clock: Callable[[], float] = time.monotonic) -> None:
        self.rows = Counter(counts.rows)
        self.credits = counts.credits_accepted
        self.failures: deque[RowEvent] = deque(maxlen=_MOST_FAILURES)
        self.begun = clock()
        self._clock = clock
        self._times: deque[float] = deque()
        self._waits_until = 0.0
        self._lock = Lock()

    def row(self, event: RowEvent) -> None:
        """Take in *event*."""
        before = RowState.QUEUED if self.rows[RowState.QUEUED] else RowState.UNKNOWN
        with self._lock:
            self.rows[before] -= 1
            self.rows[event.state] += 1
            self._times.append(self._clock())
            if event.state is RowState.ACCEPTED:
                self.credits += event.row.credits
            elif event.message:
                self.failures.append(event)

    def totals(self, counts: CampaignCounts, failed: Iterable[RowEvent]) -> None:
        """Take in *counts* of all rows, which others ask for, and those that *failed* since."""
        now = self._clock()
        with self._lock:
            gone = self._left - sum(counts.rows.get(state, 0) for state in LEFT)
            self._times.extend([now] * gone)
            self.rows, self.credits = Counter(counts.rows), counts.credits_accepted
            self.failures.extend(each for each in failed if each.message)

    @property
    def _left(self) -> int:
        return sum(self.rows[state] for state in LEFT)

    def limited(self, seconds: float) -> None:
        """Take in a 429."""
        self._waits_until = self._clock() + seconds

    @property
    def rate(self) -> float:
        """Return the rows a second of the last minute."""
        now = self._clock()
        with self._lock:
            while self._times and self._times[0] < now - _RATE_SECONDS:
                self._times.popleft()
            return len(self._times) / max(min(_RATE_SECONDS, now - self.begun), 1.0)

    @property
    def words(self) -> str:
        """Return all of it in a line."""
        left = self._left
        states = [f"{self.rows[state]} {state}" for state in RowState if self.rows[state] > 0]
        rate = self.rate
        speed = f"{rate:.1f} rows/s" if rate >= 1 else f"{60 * rate:.0f} rows/min"
        eta = [f"{duration(left / rate)} left"] if left and rate else []
        wait = self._waits_until - self._clock()
        waits = [f"the API asks to wait {duration(wait)}"] if wait > 1 else []
        return ", ".join([*states, f"{self.credits:g} credits", speed, *eta, *waits])


def failure_words(event: RowEvent) -> str:
    """Return what became of a row, in a line."""
    name = first_line(event.row.name)
    return f"row {event.row.number} ({name}) {event.state}: {first_line(event.message or '')}"
