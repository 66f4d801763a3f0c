"""Joins the API's calls and the ledger: what is recorded of a call, and what comes of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_cli.api.recording import Answer
from layers_cli.ledger.entries import Entry, Intent, mark_of
from layers_cli.ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers_cli.api.recording import Call, Record
    from layers_cli.ledger.ledger import Ledger

_KEY = re.compile(r"lp_[A-Za-z0-9]+_\S+")  # api-core 11
SANDBOX = "sandbox"  # the server of that name: another port each time, and the same all along
_ACCEPTED = 202  # its work goes on; any other success has done its work


@dataclass(frozen=True)
class Errand:
    """What one command line is about, beside its calls.

    *run* is its key and *fingerprint* what it asks for, see `ledger.entries.Intent`. *price* is
    the estimate for one container, *budget* the most that a day may cost, in credits. *folder* is
    where its media is to go, absolute, and *file_names* the template of the names there.
    """

    run: str = ""
    fingerprint: str = ""
    price: float | None = None
    budget: float | None = None
    folder: str | None = None
    overwrite: bool = False
    file_names: str | None = None
    sidecar: bool = True


@dataclass(frozen=True)
class Place:
    """Where calls go and for whom: server, profile, organization, and a mark of the API key."""

    server: str
    profile: str
    credential: str
    organization: str | None = None

    @classmethod
    def of(cls, server: str, profile: str, key: str, organization: str | None) -> Place:
        """Make it without keeping *key*."""
        return cls(server, profile, mark_of(key), organization)


class LedgerRecorder:
    """Writes calls into the *ledger*, which is opened by the first call that costs or creates.

    *warn* is told what cannot be written after a call was made: that must not hide its answer.
    """

    def __init__(
        self,
        ledger: Callable[[], Ledger],
        *,
        place: Place,
        command: Sequence[str],
        errand: Callable[[], Errand],
        warn: Callable[[str], None],
    ) -> None:
        self._ledger = ledger
        self._place = place
        self._command = tuple(command)
        self._errand = errand
        self._warn = warn
        self._planned: dict[Call, Entry] = {}
        self._sent: set[int] = set()

    @property
    def has_recorded(self) -> bool:
        """Whether anything that costs is, or was, about to be sent by this run."""
        return bool(self._planned)

    def plan(self, calls: Sequence[Call], *, instead_of: Sequence[Call] = ()) -> None:
        """Commit *calls* in one step, in which those *instead_of* which they go are withdrawn."""
        entries = self._ledger().plan(
            [self._intent(call) for call in calls],
            budget=self._errand().budget,
            instead_of=[self._planned[call].id for call in instead_of if call in self._planned],
        )
        self._planned |= dict(zip(calls, entries, strict=True))

    def intend(self, call: Call) -> Record:
        """Commit *call* if it is not yet, and return its record."""
        if call not in self._planned or self._planned[call].id in self._sent:
            self.plan([call])
        entry = self._planned[call]
        self._sent.add(entry.id)
        return LedgerRecord(self._ledger(), entry, self._place.credential, self._warn)

    def withdraw(self, calls: Sequence[Call]) -> None:
        """Note that those of *calls* that were not sent were not carried out."""
        known = [self._planned[call] for call in calls if call in self._planned]
        ids = [entry.id for entry in known if not entry.is_accepted]
        ids = [each for each in ids if each not in self._sent]
        try:
            if ids:
                self._ledger().refuse(ids, status=None, code="cli_not_sent")
        except LedgerError as exc:
            self._warn(str(exc))

    def _intent(self, call: Call) -> Intent:
        errand = self._errand()
        return Intent(
            key=call.key,
            method=call.method,
            path=call.path,
            body=call.body,
            kind=call.kind,
            server=self._place.server,
            profile=self._place.profile,
            credential=self._place.credential,
            organization=self._place.organization,
            run=errand.run or call.key,
            fingerprint=errand.fingerprint,
            command=self._command,
            project=call.project,
            format=call.format,
            hook=call.hook,
            containers=call.containers,
            credits=None if errand.price is None else errand.price * call.containers,
            folder=errand.folder,
            overwrite=errand.overwrite,
            file_names=errand.file_names,
            sidecar=errand.sidecar,
        )


class LedgerRecord:
    """One call's line in the ledger."""

    def __init__(
        self, ledger: Ledger, entry: Entry, credential: str, warn: Callable[[str], None]
    ) -> None:
        self._ledger = ledger
        self._entry = entry
        self._credential = credential
        self._warn = warn

    @property
    def in_doubt(self) -> bool:
        """Whether it was sent before and nobody knows what came of it."""
        return self._entry.doubtful

    @property
    def kept(self) -> Answer | None:
        """The answer of long ago: the server has forgotten the key, and would do it again."""
        entry = self._entry
        if not entry.is_accepted:
            return None
        if entry.can_be_replayed(now=self._ledger.clock(), credential=self._credential):
            return None
        return Answer(entry.status or _ACCEPTED, entry.answer or _found(entry))

    def answered(self, answer: Answer, data: dict[str, Any]) -> None:
        """Note the answer; where that fails the call is replayed later, and nothing is lost."""
        container_ids = containers_of(data)
        job_id = _text(data.get("jobId"))
        if self._entry.is_accepted and self._entry.job_id == job_id:
            return  # a replay: what is known of its work is more than this answer says
        self._attempt(
            lambda: self._ledger.answer(
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
        """Note that nothing was done."""
        if not self._entry.is_accepted:
            self._attempt(lambda: self._ledger.refuse([self._entry.id], status=status, code=code))

    def lost(self, *, status: int | None, code: str) -> None:
        """Note that nobody knows whether it was carried out."""
        if not self._entry.is_accepted:
            self._attempt(lambda: self._ledger.lose(self._entry.id, status=status, code=code))

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except LedgerError as exc:
            self._warn(f"{exc}; the call itself was made. {exc.hint}")


def containers_of(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the container ids in the answer of a create or an upload."""
    found = data.get("containerIds") or data.get("containerId") or ()
    if not found and str(data.get("id", "")).startswith("cnt_"):
        found = data["id"]
    found = found if isinstance(found, list) else [found]
    return tuple(each for each in found if each and isinstance(each, str))


def _found(entry: Entry) -> bytes:
    """Return the answer that was never read, for what was found by its looks (`resuming`)."""
    said = {"jobId": entry.job_id, "status": "running", "containerIds": entry.container_ids}
    return json.dumps(said).encode()


def _text(value: Any) -> str | None:
    return value if value and isinstance(value, str) else None


def harmless(argv: Sequence[str], key: str) -> tuple[str, ...]:
    """Return the words of a command line without any API key that was put there by mistake."""
    return tuple(_KEY.sub("lp_***", word.replace(key, "***") if key else word) for word in argv)
