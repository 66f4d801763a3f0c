"""Watches workers ask for the rows of a campaign in a shared database. Leaving it stops none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from layers_cli.campaigns.errors import DatabaseError
from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.store import CampaignStore, SharedStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.render.text import counted
from layers_cli.services.campaigns.campaigns import CampaignReport, report_of
from layers_cli.services.campaigns.spending import held_error
from layers_cli.services.campaigns.stores import is_shared

_LOOK_SECONDS = 1.0
_ASKED_FOR = (RowState.QUEUED, RowState.SENDING)
_FAILED = (RowState.REFUSED, RowState.HELD, RowState.UNKNOWN)


def watched(
    context: CommandContext, store: CampaignStore, name: str, *, timeout: float
) -> tuple[CommandError | None, float]:
    """Watch workers ask for the rows of *name*, if they do, for *timeout* seconds at most.

    Returns why they stopped, None if they did not, and how many seconds are left.
    """
    if not is_shared(context):
        return None, timeout
    watch = WorkersWatch(context, cast(SharedStore, store), name, timeout)
    context.run_state.waiting(resume=watch.resume)
    return watch.watch(), max(0.0, watch.left)


@dataclass
class WorkersWatch:
    """Watches the rows of the campaign *name* for *left* seconds at most."""

    context: CommandContext
    store: SharedStore
    name: str
    left: float
    _known: dict[str, RowState] = field(default_factory=dict)  # rows that did not go well, by key
    _told: str | None = None

    def watch(self) -> CommandError | None:
        """Show how the rows go until none waits; return why they stopped, if they did.

        What an earlier run told of rows is not told again.
        """
        report = report_of(self.store, self.name)
        list(self._new_failures(report))
        with self.context.feedback.asking(report.counts) as display:
            while _waits(report) and not report.campaign.paused and self.left > 0:
                self._tell_of_workers()
                self.context.pause(min(_LOOK_SECONDS, self.left))
                self.left -= _LOOK_SECONDS
                report = self._looked(report)
                display.totals(report.counts, list(self._new_failures(report)))
        if report.campaign.paused:
            return self._held(report)
        if _waits(report):
            # In the warning, since a hint is not said with --quiet.
            self.context.feedback.warn(f"Not finished yet; workers go on: {self.resume}")
        return None

    def _held(self, report: CampaignReport) -> CommandError | None:
        reason = f"{report.campaign.paused}; {counted(report.left, 'row')} are left"
        return held_error(self.context, self.name, reason) if report.left else None

    @property
    def resume(self) -> str:
        """Return the command line that watches again."""
        return self.context.command_line("campaign", "collect", self.name, "--watch")

    def _looked(self, before: CampaignReport) -> CampaignReport:
        try:
            return report_of(self.store, self.name)
        except DatabaseError as exc:  # a look that failed is a look that was missed
            self._tell(f"{exc}; this goes on trying")
            return before

    def _new_failures(self, report: CampaignReport) -> Iterator[RowEvent]:
        """Yield rows that did not go well since the last look."""
        if sum(report.counts.rows.get(state, 0) for state in _FAILED) == len(self._known):
            return
        before, self._known = self._known, {}
        for each in self.store.rows(self.name, _FAILED):
            self._known[each.row.key] = each.state
            if before.get(each.row.key) is not each.state:
                yield RowEvent(
                    *(each.row, each.state, each.job_id, each.container_ids, each.status),
                    *(each.code, each.message, each.fix, each.request_id),
                )

    def _tell_of_workers(self) -> None:
        try:
            count = self.store.workers(self.name)
        except DatabaseError:
            return  # the look says so
        start = self.context.command_line("campaign", "worker")
        self._tell("" if count else f"No worker asks for the rows yet; start one: {start}")

    def _tell(self, text: str) -> None:
        if text and text != self._told:
            self.context.feedback.note(text)
        self._told = text


def _waits(report: CampaignReport) -> int:
    return sum(report.counts.rows.get(state, 0) for state in _ASKED_FOR)
