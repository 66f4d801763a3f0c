"""Commands that take several ids: one call each, one report, and no failure that hides another."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from layers_cli.api.errors import ApiError, UnauthenticatedError
from layers_cli.api.responses import ApiResponse, ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.view_types import DetailView, TableView

M = TypeVar("M")


def ids_from(context: CommandContext, given: Sequence[str]) -> list[str]:
    """Return the ids *given*, with those of standard input in the place of `-`, each once.

    Raises `UsageError` for none at all, or for a text that cannot be an id.
    """
    found = [
        name for text in given for name in (context.stdin.read().split() if text == "-" else [text])
    ]
    for name in found:
        checked_id(name)
    if not found:
        raise UsageError("No id was given", param="ID")
    return list(dict.fromkeys(found))


def checked_id(name: str) -> str:
    """Return *name* if it can be an id; raises `UsageError` if not."""
    if not name.strip(".") or any(c.isspace() or not c.isprintable() for c in name):
        raise UsageError(f"`{name}` is not an id", param="ID")
    return name


def for_each(
    context: CommandContext,
    ids: Sequence[str],
    call: Callable[[str], ApiResponse[M]],
    one: DetailView[M],
    several: TableView[M],
) -> None:
    """Make *call* for each of *ids*; show one answer as an object, several as a list.

    Raises what the call raised for one id; for several a `CommandError` that names each that
    failed, after the answers were shown.
    """
    if len(ids) == 1:
        context.out.show(call(ids[0]), one)
        return
    results = [_attempt(call, name) for name in ids]
    done = [result for result in results if isinstance(result, ApiResponse)]
    failed = [result for result in results if not isinstance(result, ApiResponse)]
    listing = ListPage([reply.data for reply in done], [reply.model for reply in done])
    context.out.show_pages([listing], several)
    if failed:
        raise _partly(len(ids), failed)


def _attempt(call: Callable[[str], ApiResponse[M]], name: str) -> ApiResponse[M] | dict[str, Any]:
    try:
        return call(name)
    except UnauthenticatedError:  # no other id will fare better
        raise
    except ApiError as exc:
        return {"id": name, "code": getattr(exc, "code", None), "message": str(exc)}


def _partly(asked: int, failed: Sequence[dict[str, Any]]) -> CommandError:
    said = "; ".join(f"{each['id']}: {each['message']}" for each in failed)
    return CommandError(
        f"{len(failed)} of {asked} failed. {said}",
        code="cli_partial",
        exit_code=ExitCode.PARTIAL,
        details={"failed": list(failed)},
    )
