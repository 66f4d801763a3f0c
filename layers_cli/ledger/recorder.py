"""Record API calls in the ledger: the intent before a call, its outcome after."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from layers_cli.api.intents import PendingRequest, RecordedRequest
from layers_cli.api.responses import RawResponse
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import BillableCommand, Intent, IntentRecord, key_fingerprint

_KEY = re.compile(r"lp_[A-Za-z0-9]+_\S+")  # api-core 11
SANDBOX = "sandbox"  # the embedded sandbox counts as one server, whatever its port
_ACCEPTED = 202  # its work goes on; any other success has done its work


@dataclass(frozen=True)
class AccountScope:
    """Which account calls are for: server, profile, organization, fingerprint of the API key."""

    server: str
    profile: str
    credential: str
    organization: str | None = None

    @classmethod
    def of(cls, server: str, profile: str, key: str, organization: str | None) -> Self:
        """Return the scope of *key*, of which only the fingerprint is kept."""
        return cls(server, profile, key_fingerprint(key), organization)


class LedgerRecorder:
    """Writes calls into the *ledger*, which is opened by the first call that costs or creates.

    *scope* is whom the calls are for, *argv* the words of the command line without secrets, and
    *command* returns what they are recorded for. *warn* is called where the outcome of a call
    cannot be written, which must not hide its answer, *on_recorded* once calls are committed.
    """

    def __init__(
        self,
        ledger: Callable[[], Ledger],
        *,
        scope: AccountScope,
        argv: Sequence[str],
        command: Callable[[], BillableCommand | None],
        warn: Callable[[str], None],
        on_recorded: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._scope = scope
        self._argv = tuple(argv)
        self._command = command
        self._warn = warn
        self._on_recorded = on_recorded
        self._planned: dict[PendingRequest, IntentRecord] = {}
        self._sent: set[int] = set()

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Commit *calls* in one step, which withdraws the calls that they are sent *instead_of*."""
        entries = self._ledger().intents.plan(
            [self._intent(call) for call in calls],
            budget=self._billable.budget,
            instead_of=[self._planned[call].id for call in instead_of if call in self._planned],
        )
        self._planned |= dict(zip(calls, entries, strict=True))
        self._on_recorded()

    def intend(self, call: PendingRequest) -> RecordedRequest:
        """Commit *call* if it is not yet, and return its record."""
        if call not in self._planned or self._planned[call].id in self._sent:
            self.plan([call])
        entry = self._planned[call]
        self._sent.add(entry.id)
        return LedgerRecord(self._ledger(), entry, self._scope.credential, self._warn)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Record that those of *calls* that were not sent were not carried out."""
        known = [self._planned[call] for call in calls if call in self._planned]
        ids = [entry.id for entry in known if not entry.is_accepted]
        ids = [each for each in ids if each not in self._sent]
        try:
            if ids:
                self._ledger().intents.refuse(ids, status=None, code="cli_not_sent")
        except LedgerError as exc:
            self._warn(str(exc))

    @property
    def _billable(self) -> BillableCommand:
        return self._command() or BillableCommand()

    def _intent(self, call: PendingRequest) -> Intent:
        command = self._billable
        return Intent(
            key=call.key,
            method=call.method,
            path=call.path,
            body=call.body,
            kind=call.kind,
            server=self._scope.server,
            profile=self._scope.profile,
            credential=self._scope.credential,
            organization=self._scope.organization,
            run=command.key or call.key,
            request_hash=command.request_hash,
            command=self._argv,
            project=call.project,
            format=call.format,
            hook=call.hook,
            containers=call.containers,
            credits=None if command.price is None else command.price * call.containers,
            folder=command.folder,
            overwrite=command.overwrite,
            file_names=command.file_names,
            sidecar=command.sidecar,
        )


class LedgerRecord:
    """The record of one call in the ledger."""

    def __init__(
        self, ledger: Ledger, entry: IntentRecord, credential: str, warn: Callable[[str], None]
    ) -> None:
        self._intents = ledger.intents
        self._clock = ledger.clock
        self._entry = entry
        self._credential = credential
        self._warn = warn

    @property
    def maybe_executed(self) -> bool:
        """Whether it was sent before and its outcome is unknown."""
        return self._entry.outcome_unknown

    @property
    def kept(self) -> RawResponse | None:
        """The earlier response, if the server has forgotten the key and would do it again."""
        entry = self._entry
        if not entry.is_accepted:
            return None
        if entry.can_be_replayed(now=self._clock(), credential=self._credential):
            return None
        return RawResponse(entry.status or _ACCEPTED, entry.answer or _found(entry))

    def answered(self, answer: RawResponse, data: dict[str, Any]) -> None:
        """Record the response; if that fails, the call is replayed later and nothing is lost."""
        container_ids = containers_of(data)
        job_id = _text(data.get("jobId"))
        if self._entry.is_accepted and self._entry.job_id == job_id:
            return  # a replay: more is known of its work than this response says
        self._attempt(
            lambda: self._intents.answer(
                self._entry.id,
                status=answer.status,
                # A session's answer is made of signed URLs, and whoever has one may write there.
                answer=None if self._entry.intent.kind == "session" else answer.content,
                job_id=job_id,
                container_ids=container_ids,
                finished=answer.status != _ACCEPTED,
            )
        )

    def refused(self, *, status: int | None, code: str) -> None:
        """Record that nothing was done."""
        if not self._entry.is_accepted:
            self._attempt(lambda: self._intents.refuse([self._entry.id], status=status, code=code))

    def lost(self, *, status: int | None, code: str) -> None:
        """Record that its outcome is unknown."""
        if not self._entry.is_accepted:
            self._attempt(lambda: self._intents.lose(self._entry.id, status=status, code=code))

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except LedgerError as exc:
            self._warn(f"{exc}; the call itself was made. {exc.hint}")


def containers_of(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the container ids in the response to a create call or an upload."""
    found = data.get("containerIds") or data.get("containerId") or ()
    if not found and str(data.get("id", "")).startswith("cnt_"):
        found = data["id"]
    found = found if isinstance(found, list) else [found]
    return tuple(each for each in found if each and isinstance(each, str))


def _found(entry: IntentRecord) -> bytes:
    """Return a response in place of one that was never read, see `services.jobs.outcome`."""
    said = {"jobId": entry.job_id, "status": "running", "containerIds": entry.container_ids}
    return json.dumps(said).encode()


def _text(value: Any) -> str | None:
    return value if value and isinstance(value, str) else None


def redact_argv(argv: Sequence[str], key: str) -> tuple[str, ...]:
    """Return the words of a command line without API keys."""
    return tuple(_KEY.sub("lp_***", word.replace(key, "***") if key else word) for word in argv)
