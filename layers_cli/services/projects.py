"""Change a project: its fields, and who reviews its content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services.jobs.submit import start_billable_command

if TYPE_CHECKING:
    from layers_cli.api.models import Project  # saves pydantic where JSON is printed


def update_project(
    context: CommandContext,
    project_id: str,
    fields: Mapping[str, Any],
    *,
    review: str | None,
    first_n: int | None,
) -> ApiResponse[Project]:
    """Change *fields* of a project, and its *review* policy; return the project as it is now.

    *first_n* is how many containers are reviewed by the policy review_first_n. Raises `UsageError`
    if there is nothing to change.
    """
    if not fields and review is None:
        raise UsageError("There is nothing to change", hint="layers project update --help")
    if review is not None:
        context.api.set_review_policy(project_id, review, first_n=first_n)
    if not fields:
        return context.api.get_project(project_id)
    key = start_billable_command(context, [project_id, fields])
    return context.api.update_project(project_id, fields, key=key)
