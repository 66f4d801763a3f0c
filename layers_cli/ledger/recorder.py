"""Record API calls in the ledger: the intent before a call, its outcome after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from layers_cli.api.intents import PendingRequest, RecordedRequest
from layers_cli.api.responses import RawResponse
from layers_cli.config.values import ANY_KEY
from layers_cli.formats.json_text import dumps
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.records import (
    POSTING,
    Answer,
    BillableCommand,
    Intent,
    IntentRecord,
    key_fingerprint,
)

if TYPE_CHECKING:  # free calls need no SQLite
    from layers_cli.ledger.ledger import Ledger

SANDBOX = "sandbox"  # the embedded sandbox counts as one server, whatever its port
_ACCEPTED = 202  # its work goes on; any other success has done its work


class AccountScope(NamedTuple):
    """Which account calls are for: server, profile, organization, fingerprint of the API key."""

    server: str
    profile: str
    credential: str
    organization: str | None = None

    @classmethod
    def of(cls, server: str, profile: str, key: str, organization: str | None) -> Self:
        """Return the scope of *key*, of which only the fingerprint is kept."""
        return cls(server, profile, key_fingerprint(key), organization)


@dataclass(eq=False)
class LedgerRecorder:
    """Writes calls into the *ledger*, which is opened by the first call that costs or creates.

    *scope* is whom the calls are for, *argv* the words of the command line without secrets, and
    *command* returns what they are recorded for. *warn* is called where the outcome of a call
    cannot be written, which must not hide its answer, *on_recorded* once calls are committed.
    *keep*, if it is given, takes answers and writes them soon; without it they are written at once.
    """

    ledger: Callable[[], Ledger]
    scope: AccountScope
    argv: tuple[str, ...]
    command: Callable[[], BillableCommand | None]
    warn: Callable[[str], None]
    on_recorded: Callable[[], None] = lambda: None
    keep: Callable[[Answer], None] | None = None
    _planned: dict[PendingRequest, IntentRecord] = field(default_factory=dict, init=False)
    _sent: set[int] = field(default_factory=set, init=False)

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Commit *calls* in one step, which withdraws the calls that they are sent *instead_of*."""
        entries = self.ledger().intents.plan(
            [self.intent(call, self._billable) for call in calls],
            budget=self._billable.budget,
            instead_of=[self._planned[call].id for call in instead_of if call in self._planned],
        )
        self._planned |= dict(zip(calls, entries, strict=True))
        self.on_recorded()

    def intend(self, call: PendingRequest) -> RecordedRequest:
        """Commit *call* if it is not yet, and return its record."""
        if call not in self._planned or self._planned[call].id in self._sent:
            self.plan([call])
        entry = self._planned[call]
        self._sent.add(entry.id)
        ledger = self.ledger()
        keep = self.keep or (lambda answer: ledger.intents.take([answer]))
        return LedgerRecord(ledger, entry, self.scope.credential, self.warn, keep)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Give back those of *calls* that were not sent, see `Intents.give_back`."""
        known = [self._planned[call] for call in calls if call in self._planned]
        left = [each.id for each in known if not each.is_accepted and each.id not in self._sent]
        try:
            if left:
                self.ledger().intents.give_back(left)
        except LedgerError as exc:
            self.warn(str(exc))

    @property
    def _billable(self) -> BillableCommand:
        return self.command() or BillableCommand()

    def begin(self, claimed: Mapping[PendingRequest, IntentRecord]) -> None:
        """Go on with requests that were *claimed*, and with none of before."""
        self._planned, self._sent = dict(claimed), set()

    def intent(self, call: PendingRequest, command: BillableCommand) -> Intent:
        """Return *call* as it is recorded for *command*."""
        return Intent(
            key=call.key,
            method=call.method,
            path=call.path,
            body=call.body,
            kind=call.kind,
            server=self.scope.server,
            profile=self.scope.profile,
            credential=self.scope.credential,
            organization=self.scope.organization,
            run=command.key or call.key,
            request_hash=command.request_hash,
            command=self.argv,
            project=call.project,
            format=call.format,
            hook=call.hook,
            containers=call.containers,
            credits=None if command.price is None else command.price * call.containers,
            folder=command.folder,
            overwrite=command.overwrite,
            file_names=command.file_names,
            sidecar=command.sidecar,
            take_of=command.take_of,
            campaign=command.campaign,
        )


class LedgerRecord(NamedTuple):
    """The record of one call in the ledger."""

    ledger: Ledger
    entry: IntentRecord
    credential: str
    warn: Callable[[str], None]
    keep: Callable[[Answer], None]

    @property
    def maybe_executed(self) -> bool:
        """Whether it was sent before and its outcome is unknown."""
        return self.entry.outcome_unknown

    @property
    def kept(self) -> RawResponse | None:
        """The earlier response, if the server has forgotten the key and would do it again."""
        entry = self.entry
        if not entry.is_accepted:
            return None
        if entry.can_be_replayed(now=self.ledger.clock(), credential=self.credential):
            return None
        return RawResponse(entry.status or _ACCEPTED, entry.answer or _found(entry))

    def answered(self, answer: RawResponse, data: dict[str, Any]) -> None:
        """Record the response; if that fails, the call is replayed later and nothing is lost."""
        container_ids = containers_of(data)
        job_id = _text(data.get("jobId"))
        if self.entry.is_accepted and self.entry.job_id == job_id:
            return  # a replay: more is known of its work than this response says
        kind = self.entry.intent.kind
        found = Answer(
            self.entry.id,
            answer.status,
            # A session's answer is made of signed URLs, and whoever has one may write there.
            None if kind == "session" else answer.content,
            job_id,
            container_ids,
            finished=answer.status != _ACCEPTED or kind in POSTING,
        )
        self._attempt(lambda: self.keep(found), lambda exc: unwritten(exc, [found]))

    def refused(self, *, status: int | None, code: str) -> None:
        """Record that nothing was done."""
        if not self.entry.is_accepted:
            self._attempt(
                lambda: self.ledger.intents.refuse([self.entry.id], status=status, code=code),
                lambda exc: "" if status is None else str(exc),  # it was not even sent
            )

    def lost(self, *, status: int | None, code: str) -> None:
        """Record that its outcome is unknown."""
        if not self.entry.is_accepted:
            self._attempt(lambda: self.ledger.intents.lose(self.entry.id, status=status, code=code))

    def _attempt(
        self, write: Callable[[], None], told: Callable[[LedgerError], str] = lambda exc: str(exc)
    ) -> None:
        try:
            write()
        except LedgerError as exc:
            if said := told(exc):
                self.warn(said)


def unwritten(exc: LedgerError, answers: Sequence[Answer]) -> str:
    """Return the warning for *answers* that could not be written because of *exc*."""
    made = [name for each in answers for name in (each.job_id, *each.container_ids) if name]
    return f"{exc}; {', '.join(made) or 'what was asked for'} was made all the same. {exc.hint}"


def containers_of(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the container ids in the response to a create call or an upload."""
    for name in ("containerIds", "containerId"):
        found = data.get(name)
        given = found if isinstance(found, list) else [found]
        if ids := tuple(each for each in given if each and isinstance(each, str)):
            return ids
    own = data.get("id")
    return (own,) if isinstance(own, str) and own.startswith("cnt_") else ()


def _found(entry: IntentRecord) -> bytes:
    """Return a response in place of one that was never read, see `services.jobs.outcome`."""
    said = {"jobId": entry.job_id, "status": "running", "containerIds": entry.container_ids}
    return dumps(said).encode()


def _text(value: Any) -> str | None:
    return value if value and isinstance(value, str) else None


def redact_argv(argv: Sequence[str], key: str) -> tuple[str, ...]:
    """Return the words of a command line without API keys."""
    return tuple(ANY_KEY.sub("lp_***", word.replace(key, "***") if key else word) for word in argv)
