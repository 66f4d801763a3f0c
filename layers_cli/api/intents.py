"""Records the intent of each request that costs or creates before it is sent.

The ledger provides the recorder; the protocols here say what it has to offer.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from layers_cli.api.errors import ApiError, ContractError, MissingIntentError
from layers_cli.api.responses import RawResponse, contract_error
from layers_cli.api.retries import rules_out_execution
from layers_cli.formats.json_text import loads


class PendingRequest(NamedTuple):
    """A request that costs or creates; *body* is sent byte for byte, *key* goes with it.

    *kind* is what it starts: create, upload, project or media, schedule or publish; session and
    finalize are steps of an upload, api is one that the user has written. *containers* is how many
    it asks for.
    """

    method: str
    path: str
    body: bytes
    key: str
    kind: str
    project: str | None = None
    format: str | None = None
    hook: str | None = None
    containers: int = 0


class RecordedRequest(Protocol):
    """The record of one request, committed before it is sent."""

    @property
    def maybe_executed(self) -> bool:
        """Whether the request was sent before and its outcome is unknown."""
        ...

    @property
    def kept(self) -> RawResponse | None:
        """The response, if the request must not be sent again: the server forgot its key."""
        ...

    def answered(self, answer: RawResponse, data: dict[str, Any]) -> None:
        """Record the response and its decoded *data*."""
        ...

    def refused(self, *, status: int | None, code: str) -> None:
        """Record that nothing was executed."""
        ...

    def lost(self, *, status: int | None, code: str) -> None:
        """Record that the outcome is unknown."""
        ...


class IntentRecorder(Protocol):
    """Commits intents durably; an error it raises keeps the request from being sent."""

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Commit what will be sent one after another, so that a crash in between loses nothing.

        *instead_of* which were certainly not executed, and are withdrawn in the same step.
        """
        ...

    def intend(self, call: PendingRequest) -> RecordedRequest:
        """Commit what is about to be sent."""
        ...

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Take back those of *calls* that were planned only: they were not executed."""
        ...


def send_with_intent(
    recorder: IntentRecorder | None, call: PendingRequest, send: Callable[[bool], RawResponse]
) -> RawResponse:
    """Record *call*, *send* it and record what came of it.

    *send* is told whether the call may have been executed before. Raises `MissingIntentError`
    without a *recorder*, and `ContractError` for an answer that is no JSON object, or names no
    work or post to follow: whether it was executed cannot be told from it.
    """
    if recorder is None:
        raise MissingIntentError(f"{call.method} {call.path} costs or creates, and is not recorded")
    record = recorder.intend(call)
    if record.kept is not None:
        return record.kept
    try:
        answer = send(record.maybe_executed)
        data = _object(answer, call)
    except ApiError as exc:
        exc.key = call.key
        _note_failure(record, exc)
        raise
    except BaseException:  # Ctrl-C too: it was sent, or is about to be
        record.lost(status=None, code="cli_stopped")
        raise
    record.answered(answer, data)
    return answer


def _note_failure(record: RecordedRequest, exc: ApiError) -> None:
    status = getattr(exc, "status", None) or None
    code = str(getattr(exc, "code", type(exc).__name__))
    if exc.maybe_executed or (record.maybe_executed and not rules_out_execution(exc)):
        exc.maybe_executed = True
        record.lost(status=status, code=code)
    else:
        record.refused(status=status, code=code)


def _object(answer: RawResponse, call: PendingRequest) -> dict[str, Any]:
    try:
        data = loads(answer.content)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        if call.kind == "api":  # any route, which may answer with anything or nothing
            return {}
        raise _unreadable(answer, "but its response cannot be read")
    names, missing = _NAMES.get(call.kind, ((), ""))
    if names and not any(_is_name(data.get(name)) for name in names):
        raise _unreadable(answer, f"but its response names {missing}")
    return data


_POSTS = (("scheduledPostIds", "gateStatus"), "no post")
_NAMES = {
    "create": (("jobId", "containerIds", "containerId"), "neither a job nor a container"),
    "schedule": _POSTS,
    "publish": _POSTS,
}
"""The fields that name what was started, by kind (api-core 1.7, api-rest 8.1), and what it is."""


def _is_name(value: Any) -> bool:
    return bool(value) and (isinstance(value, str) or _is_names(value))


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _unreadable(answer: RawResponse, why: str) -> ContractError:
    exc = contract_error(answer, f"The request was accepted, {why}")
    exc.maybe_executed = True
    return exc
