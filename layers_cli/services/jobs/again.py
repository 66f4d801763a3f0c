"""Another take: what is asked for again, with another hook, of a container that there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.json_text import loads
from layers_cli.services.jobs.requests import GenerateOptions

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


def take_options(
    context: CommandContext,
    container: Container,
    hooks: Sequence[str],
    *,
    variants: int = 1,
    unescape: bool = False,
) -> GenerateOptions:
    """Return what asks for *container* again, with *hooks* in place of its hook.

    The format and the project are its own. Media and influencer are those that were asked for, if
    that was from here: the API does not say which. Raises `CommandError` for what was uploaded, and
    for a container that names no format.
    """
    if container.format is None or container.creative_type == "uploaded":
        raise CommandError(
            f"{container.id} was uploaded, and only generated content can be generated again",
            code="cli_not_generated",
            exit_code=ExitCode.USAGE,
            hint=f"upload another file: {context.command_line('upload', 'FILE')}",
            submitted="no",
        )
    asked = _asked(context, container.id)
    return GenerateOptions(
        hooks,
        container.format,
        variants,
        _media(asked),
        unescape,
        influencer=_text(asked.get("influencerId")),
        account=_text(asked.get("socialAccountId")),
        project=container.project_id,
    )


def _asked(context: CommandContext, container_id: str) -> Mapping[str, Any]:
    """Return the request that *container_id* comes from; nothing where that is not known."""
    ledger = context.known_ledger
    take = ledger.takes.of_container(context.scope.server, container_id) if ledger else None
    try:
        found = loads(take.body) if take else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _media(asked: Mapping[str, Any]) -> list[str]:
    references = asked.get("references")
    several = references.get("mediaIds") if isinstance(references, dict) else None
    given = several if isinstance(several, list) else [asked.get("mediaId")]
    return [name for each in given if (name := _text(each))]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
