"""What became of the schedules that waited for an approval (api-rest 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line, for_account
from layers_cli.render.sanitize import one_line

if TYPE_CHECKING:
    from layers_cli.api.models import Review  # saves pydantic where JSON is printed

NOT_SCHEDULED = "cli_not_scheduled"
"""The code of a container that was approved and could not be scheduled."""


def warn_of_failed(context: CommandContext, replies: Iterable[ApiResponse[Review]]) -> None:
    """Say of which approved containers the schedule could not be made, and how to make it."""
    for reply in replies:
        if (why := why_not_scheduled(reply)) is not None:
            warn(context, reply.model.id, why)


def why_not_scheduled(reply: ApiResponse[Review]) -> str | None:
    """Return why the schedule that waited could not be made; None unless there is such a one."""
    if not reply.data.get("pendingSchedulePromotion"):
        return None
    promoted = reply.model.pending_schedule_promotion
    if promoted is None or promoted.status == "ok":
        return None
    said = one_line(promoted.error.message or "") if promoted.error else ""
    return "its schedule could not be made" + (f": {said}" if said else "")


def warn(context: CommandContext, container_id: str, why: str) -> None:
    """Say that *container_id* is approved but not scheduled, for the reason *why*."""
    how = for_account(again(container_id), context.program)
    context.feedback.warn(f"{container_id} is approved, but {why}; {how}")


def again(container_id: str) -> str:
    """Return how the schedule of *container_id* is made again."""
    how = ("--at", "TIME", "--to", "ACCOUNT")
    return f"schedule it again: {command_line('content', 'schedule', container_id, *how)}"
