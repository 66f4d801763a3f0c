"""Run one call per id; collect results and errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from layers_cli.api.errors import ApiError, concerns_all
from layers_cli.api.responses import ApiResponse, ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.file_names import printable
from layers_cli.formats.text import words

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

M = TypeVar("M")


def read_ids(context: CommandContext, given: Sequence[str]) -> list[str]:
    """Return the ids *given*, each once; `-` stands for those on standard input.

    Raises `UsageError` for none at all and for text that cannot be an id.
    """
    return list(dict.fromkeys(map(checked_id, read_names(context, given))))


def read_names(context: CommandContext, given: Sequence[str], *, param: str = "ID") -> list[str]:
    """Return the ids and names *given*; `-` stands for those on standard input.

    *param* is what they were given for. Raises `UsageError` for none at all.
    """
    found: list[str] = []
    for text in given:
        found += _read_from_stdin(context, param) if text == "-" else [text]
    if not found:
        raise UsageError("No id was given", hint="name one, or pipe some: -", param=param)
    return found


def _read_from_stdin(context: CommandContext, param: str) -> list[str]:
    return [context.known_ids.whole(name) for name in words(context.inputs.file("-", param=param))]


def checked_id(name: str) -> str:
    """Return *name* if it can be an id; raises `UsageError` if not.

    Blanks around it are dropped: a list with CR LF leaves a CR in a shell's variable.
    """
    name = name.strip()
    if not name.strip(".") or any(c.isspace() or not c.isprintable() for c in name):
        hint = "copy it from a list, such as: layers content list"
        raise UsageError(f"`{printable(name)}` is not an id", hint=hint, param="ID")
    return name


T = TypeVar("T")


def settle(
    names: Sequence[str], call: Callable[[str], T]
) -> tuple[dict[str, T], dict[str, Exception]]:
    """Make *call* for each of *names*, whatever fails before; return the results and the errors.

    An error that no other name will fare better with ends all that are left. It is raised where
    nothing was done before it, and so is the error of a single name.
    """
    if len(names) == 1:
        return {names[0]: call(names[0])}, {}
    done: dict[str, T] = {}
    failed: dict[str, Exception] = {}
    for place, name in enumerate(names):
        try:
            done[name] = call(name)
        except (ApiError, CommandError) as exc:
            failed[name] = exc
            if concerns_all(exc):
                if not done:
                    raise
                return done, failed | dict.fromkeys(names[place + 1 :], exc)
    return done, failed


class BatchResult(NamedTuple, Generic[M]):
    """The responses of one call per id, and what failed: an `id`, a `code` and a `message` each."""

    done: Sequence[ApiResponse[M]]
    failed: Sequence[dict[str, Any]] = ()

    @property
    def is_single(self) -> bool:
        """Whether one id was given."""
        return len(self.done) == 1 and not self.failed

    @property
    def listing(self) -> ListPage[M]:
        """Return the responses as one page."""
        return ListPage([reply.data for reply in self.done], [reply.model for reply in self.done])

    def raise_for_failures(self) -> None:
        """Raise a `CommandError` that names each id that failed, if any did."""
        if not self.failed:
            return
        reasons = "; ".join(f"{each['id']}: {each['message']}" for each in self.failed)
        raise CommandError(
            f"{len(self.failed)} of {len(self.failed) + len(self.done)} failed. {reasons}",
            code="cli_partial",
            exit_code=ExitCode.PARTIAL,
            details={"failed": list(self.failed)},
        )


def run_batch(ids: Sequence[str], call: Callable[[str], ApiResponse[M]]) -> BatchResult[M]:
    """Make *call* for each of *ids*, whatever fails before; for a single id, raise its error."""
    done, failed = settle(ids, call)
    return BatchResult(list(done.values()), [_failure(*each) for each in failed.items()])


def read_container(context: CommandContext, container_id: str) -> ApiResponse[Container]:
    """Read a container; one that nobody can make out fails here, not among the others."""
    reply = context.api.get_content(container_id)
    _ = reply.model
    return reply


def _failure(name: str, exc: Exception) -> dict[str, Any]:
    return {"id": name, "code": getattr(exc, "code", None), "message": str(exc)}
