"""A recorder that keeps its records in memory, and says in which order things happened."""

from dataclasses import dataclass, field

from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import RawResponse


@dataclass
class MemoryRecord:
    call: PendingRequest
    log: list[tuple[str, str]]
    maybe_executed: bool = False
    kept: RawResponse | None = None

    def answered(self, answer, data):
        self.log.append(("answered", self.call.key))

    def refused(self, *, status, code):
        self.log.append(("refused", self.call.key))

    def lost(self, *, status, code):
        self.log.append(("lost", self.call.key))


@dataclass
class MemoryRecorder:
    log: list[tuple[str, str]] = field(default_factory=list)
    maybe_executed: bool = False
    kept: RawResponse | None = None

    def plan(self, calls, *, instead_of=()):
        self.log += [("planned", call.key) for call in calls]
        self.log += [("withdrawn", call.key) for call in instead_of]

    def intend(self, call):
        self.log.append(("intended", call.key))
        return MemoryRecord(call, self.log, self.maybe_executed, self.kept)

    def withdraw(self, calls):
        self.log += [("withdrawn", call.key) for call in calls]
