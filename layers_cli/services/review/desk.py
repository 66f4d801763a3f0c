"""Where a review works: decisions go to the journal at once, and to the API when they are sent.

The journal is used by the thread that made the desk; `send` and what fetches may run in others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.reporting import describe
from layers_cli.inputs.decision_lines import FieldProblem
from layers_cli.ledger.decisions import (
    REJECT,
    Decision,
    DecisionRecord,
    DecisionState,
)
from layers_cli.services.decisions.decide import outcome_of
from layers_cli.services.decisions.deliver import LEADS_TO, deliver_all
from layers_cli.services.decisions.plan import Outcome, PlannedDecision
from layers_cli.services.preview import Picture, fetch
from layers_cli.services.review.queue import ReviewItem, ReviewQueue
from layers_cli.services.review.takes import TakeRun
from layers_cli.services.thumbnails import Thumbnails
from layers_cli.services.transfers.download import download_media, select_containers

MOST_REASONS = 9


class ReviewDesk:
    """The *queue* of a review and what was decided on it; *thumbnails* brings its pictures.

    *records* are the decisions by container, *takes* what was started instead of rejected ones.
    """

    def __init__(
        self, context: CommandContext, queue: ReviewQueue, thumbnails: Thumbnails | None = None
    ) -> None:
        self.context = context
        self.queue = queue
        self._thumbnails = thumbnails
        self._journal = context.ledger.decisions
        self._server, self._project = context.scope.server, context.project
        self._steps: list[list[int]] = []  # what one key press decided, the latest last
        self.records: dict[str, DecisionRecord] = {}
        self.takes: list[TakeRun] = []
        self._errors: dict[int, Exception] = {}
        self._take_over()

    def _take_over(self) -> None:
        """Take over what earlier reviews of this project decided and did not send."""
        for left in self._journal.unsent(self._server, self._project):
            if (mine := self._journal.take_over(left.id)) is not None:
                self.records[mine.decision.container_id] = mine
                self._steps.append([mine.id])

    # Deciding

    def decide(self, decisions: Sequence[Decision]) -> list[DecisionRecord]:
        """Record *decisions*, which one press of a key made; return those that could not be.

        That is one that another process works on.
        """
        kept = self._journal.hold(self._server, self._project, decisions)
        for record in kept:
            if not record.busy:
                self.records[record.decision.container_id] = record
        self._steps.append([record.id for record in kept if not record.busy])
        return [record for record in kept if record.busy]

    def choose(self, chosen: ReviewItem, reason: str) -> list[DecisionRecord]:
        """Approve *chosen*, and reject its variants that wait with *reason*, in one step."""
        others = [
            each
            for each in self.queue.variants(chosen.id)
            if each.id != chosen.id and self.is_open(each)
        ]
        approval = Decision(chosen.id, "approve")
        return self.decide([approval, *(Decision(each.id, REJECT, reason) for each in others)])

    def undo(self) -> list[str]:
        """Take back the last step that was not sent; return the containers that wait again."""
        while self._steps:
            undone = [self._undone(each) for each in self._steps.pop()]
            if names := [name for name in undone if name is not None]:
                return names
        return []

    def _undone(self, entry_id: int) -> str | None:
        if not self._journal.undo(entry_id):
            return None
        name = self._journal.read(entry_id).decision.container_id
        self.records.pop(name, None)
        return name

    @property
    def unsent(self) -> list[DecisionRecord]:
        """Return what is decided and not sent."""
        open_states = (DecisionState.HELD, DecisionState.SENDING)
        return [each for each in self.records.values() if each.state in open_states]

    def is_open(self, item: ReviewItem) -> bool:
        """Whether *item* waits for a decision, sent or not."""
        return item.is_open and item.id not in self.records

    def status_of(self, item: ReviewItem) -> str:
        """Return the approval status of *item*, or what it will be once its decision is sent."""
        record = self.records.get(item.id)
        if record is None or record.state is DecisionState.REFUSED:
            return item.container.approval_status or item.container.status
        return LEADS_TO[record.decision.kind]

    def reasons(self) -> list[str]:
        """Return recent reasons, the latest first."""
        return self._journal.reasons(self._server, most=MOST_REASONS)

    # Sending

    def send(self, records: Sequence[DecisionRecord]) -> Mapping[int, Exception]:
        """Make the decisions *records* at the API, each once; return the errors. Any thread may."""
        return deliver_all(self.context, records)

    def sent(self, records: Sequence[DecisionRecord], errors: Mapping[int, Exception]) -> list[str]:
        """Take note of what became of *records*; return what is to be told about them."""
        told = []
        self._errors.update(errors)
        for each in records:
            record = self._journal.read(each.id)
            name = record.decision.container_id
            self.records[name] = record
            if record.message and record.state in (DecisionState.REFUSED, DecisionState.MADE):
                told.append(f"{name}: {record.message}")
        if errors:
            told.append(describe(next(iter(errors.values()))).problem.message)
        return told

    def rows(self) -> list[PlannedDecision]:
        """Return what was decided in this review, and what became of it."""
        rows = []
        for number, record in enumerate(self.records.values(), 1):
            decision = record.decision
            given = (decision.container_id, decision.kind)
            row = PlannedDecision(number, given, Outcome.READY, decision)
            rows.append(outcome_of(row, record, self._errors.get(record.id)))
        jobs = {each.old.id: each.job_id for each in self.takes}
        return [_with_way_on(replace(row, take=jobs.get(row.container_id))) for row in rows]

    # Looking

    def images(self, pictures: Sequence[Picture]) -> list[Any]:
        """Return the image of each of *pictures*, or the error instead. Any thread may."""
        return fetch(self._thumbnails, pictures) if self._thumbnails else []

    def download(self, item: ReviewItem, folder: str) -> int:
        """Save the media of *item* in *folder*; return the number of files. Any thread may."""
        own = self.context.separate()
        try:
            found, _ = select_containers(own, [item.id], since=None, everything=False)
            report = download_media(own, found, DownloadOptions(folder, jobs=1))
        finally:
            own.close_ledger()
        for exc in report.failed.values():
            raise exc
        return len(report.files)

    def open_in_browser(self, item: ReviewItem) -> bool:
        """Open the first file of *item* in the browser, where somebody sees it."""
        urls = self.addresses(item)
        return bool(urls) and self.context.browse(urls[0])

    def addresses(self, item: ReviewItem) -> list[str]:
        """Return the addresses of the files of *item*."""
        preview = item.container.preview
        if preview is None:
            return []
        urls = [preview.video_url, preview.primary_url, *preview.image_urls]
        return list(dict.fromkeys(url for url in urls if url))


def _with_way_on(row: PlannedDecision) -> PlannedDecision:
    """Return *row* with the command that sends what is left, where there is something."""
    if row.outcome not in (Outcome.UNSENT, Outcome.UNKNOWN) or row.problem is None:
        return row
    fix = "send it: layers content decide --resume"
    return replace(row, problem=FieldProblem(row.problem.field, row.problem.reason, fix))
