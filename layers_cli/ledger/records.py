"""Records of the ledger: what is to be sent, and what is known to have come of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from layers_cli.formats.json_text import dumps, loads

WINDOW_SECONDS = 24 * 3600.0  # how long a server remembers a key (common-patterns page)
MARGIN_SECONDS = 600.0  # clocks differ, and a call takes its time


# Calls that are parts of an upload of files, which goes on by its own table (`ledger.uploads`).
UPLOAD_STEPS = frozenset({"session", "finalize"})

# Calls that have done their work once they are answered, also where the answer is a 202.
POSTING = frozenset({"schedule", "publish"})

FORGOTTEN = "cli_forgotten"  # the code of what the user let go
NOT_SENT = "cli_not_sent"  # the code of what was planned and taken back: as if it had never been
STOPPED = "cli_stopped"  # the code of what may have been carried out, where a later run stopped


class IntentState(StrEnum):
    """How far a request has come."""

    PENDING = "intended"  # about to be sent, or being sent
    UNKNOWN = "unknown"  # sent, and nobody knows whether it was carried out
    REFUSED = "refused"  # nothing was done
    ANSWERED = "answered"  # accepted; its work goes on
    FINISHED = "finished"  # its work has ended
    SAVED = "saved"  # and what was to be downloaded lies on the disk


ACCEPTED = frozenset({IntentState.ANSWERED, IntentState.FINISHED, IntentState.SAVED})


@dataclass(frozen=True)
class Intent:
    """A request that costs or creates, before it is sent.

    *body* is what goes over the wire, byte for byte. *server* names the API host, *credential* is
    a mark of the key that says nothing about it: a server knows an idempotency key only together
    with the API key (api-core 7). *run* is the key of the whole command and *request_hash* what it
    asked for, so that the same command is known again. *credits* is an estimate. *folder*,
    *overwrite*, *file_names* (a template) and *sidecar* say how its media is to be saved. *take_of*
    is the container that it is another try of. One for a row of a *campaign* has that row's key as
    its *run*.
    """

    key: str
    method: str
    path: str
    body: bytes
    kind: str
    server: str
    profile: str
    credential: str
    run: str
    request_hash: str
    command: tuple[str, ...]
    project: str | None = None
    organization: str | None = None
    format: str | None = None
    hook: str | None = None
    containers: int = 0
    credits: float | None = None
    folder: str | None = None
    overwrite: bool = False
    file_names: str | None = None
    sidecar: bool = True
    take_of: str | None = None
    campaign: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the canonical body, by which a server compares requests."""
        try:
            return digest(loads(self.body) if self.body else None)
        except ValueError:  # no JSON, which a route of the user's may take
            return hashlib.sha256(self.body).hexdigest()


class Answer(NamedTuple):
    """What the server said when it accepted the intent with the id *entry_id*.

    *content* is its own bytes. *finished* where no work is left to wait for.
    """

    entry_id: int
    status: int | None
    content: bytes | None
    job_id: str | None
    container_ids: Sequence[str]
    finished: bool = False


class BillableCommand(NamedTuple):
    """What one command line asks for, as all of its calls are recorded.

    *key* is its idempotency key and *request_hash* the hash of what it asks for, see `Intent`.
    *price* is the estimate for one container, *budget* the most that 24 hours may cost, both in
    credits. *folder* is where its media is saved, absolute, *file_names* the template of the names.
    *take_of* is the container that it tries again.
    """

    key: str = ""
    request_hash: str = ""
    price: float | None = None
    budget: float | None = None
    folder: str | None = None
    overwrite: bool = False
    file_names: str | None = None
    sidecar: bool = True
    take_of: str | None = None
    campaign: str | None = None


class IntentRecord(NamedTuple):
    """An intent as the ledger holds it. Times are seconds since 1970.

    *outcome_unknown*: sent before by a process that exited before the answer came. *answer* is the
    server's own bytes, *ends* the last known status of each container.
    """

    id: int
    intent: Intent
    state: IntentState
    created_at: float
    changed_at: float
    outcome_unknown: bool = False
    status: int | None = None
    code: str | None = None
    job_id: str | None = None
    container_ids: tuple[str, ...] = ()
    answer: bytes | None = None
    ends: Mapping[str, str] = MappingProxyType({})

    @property
    def key(self) -> str:
        """Return its idempotency key."""
        return self.intent.key

    @property
    def is_accepted(self) -> bool:
        """Whether the server accepted it: it is paid for."""
        return self.state in ACCEPTED

    @property
    def is_forgotten(self) -> bool:
        """Whether the user let it go: nobody waits for it."""
        return self.code == FORGOTTEN

    @property
    def is_running(self) -> bool:
        """Whether its job was accepted and has not ended, as far as is known."""
        return self.state is IntentState.ANSWERED and self.job_id is not None

    @property
    def is_unfinished(self) -> bool:
        """Whether `jobs resume` has something to do for it."""
        if self.state is IntentState.FINISHED:
            return self.intent.folder is not None and "completed" in self.ends.values()
        return self.state in (IntentState.PENDING, IntentState.UNKNOWN, IntentState.ANSWERED)

    def can_be_replayed(self, *, now: float, credential: str) -> bool:
        """Whether sending it again with its key gives the first response and no second job.

        False if the clock was set back meanwhile, as its age is not known then.
        """
        age = now - self.created_at
        is_young = -MARGIN_SECONDS < age < WINDOW_SECONDS - MARGIN_SECONDS
        return is_young and credential == self.intent.credential


def digest(value: Any) -> str:
    """Return the SHA-256 of *value* as canonical JSON, in hexadecimal."""
    text = dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def key_fingerprint(secret: str) -> str:
    """Return a hash that identifies a key and from which it cannot be recovered."""
    return hashlib.sha256(b"layers-cli ledger\0" + secret.encode()).hexdigest()[:12]
