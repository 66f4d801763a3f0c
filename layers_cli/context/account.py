"""The account that a run works for: the server, the key, the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from layers_cli.api.client import LayersClient


class Account(NamedTuple):
    """The API's address, the key for it, and the organization that the key acts for, if any."""

    base_url: str
    key: str
    organization: str | None = None


def no_key(where: str = "") -> CommandError:
    """Return the error for a run without a key; *where* tells which places were looked at."""
    return CommandError(
        f"There is no API key{where}",
        code="cli_no_key",
        exit_code=ExitCode.AUTH,
        hint="try it free and offline with --sandbox, set LAYERS_API_KEY, or log in:"
        " layers auth login",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
    )


def only_project(api: LayersClient, *, note: Callable[[str], None]) -> str:
    """Return the id of the only active project, and *note* it; raises `UsageError` for a choice."""
    pages = api.list_projects(status="active", limit=2)
    projects = [row for page in pages for row in page.rows()]
    if not projects:
        raise UsageError(
            "There is no project yet",
            hint="create one: layers project create --name NAME",
            param="project",
        )
    if len(projects) > 1:
        raise UsageError(
            "No project is chosen",
            hint="see them: layers project list; then: layers project use ID",
            param="project",
        )
    [project] = projects
    note(f"Working in {project['id']} ({project.get('name')}), the only project")
    return str(project["id"])
