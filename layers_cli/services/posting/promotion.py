"""What became of the schedules that waited for an approval (api-rest 4.3)."""

from collections.abc import Iterable

from layers_cli.api.models import Review
from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.render.sanitize import one_line

_FIELD = "pendingSchedulePromotion"


def warn_of_failed(context: CommandContext, replies: Iterable[ApiResponse[Review]]) -> None:
    """Say of which approved containers the schedule could not be made, and how to make it."""
    for reply in replies:
        if reply.data.get(_FIELD):
            _warn(context, reply.model)


def _warn(context: CommandContext, review: Review) -> None:
    promoted = review.pending_schedule_promotion
    if promoted is None or promoted.status == "ok":
        return
    why = promoted.error and promoted.error.message
    how = ("--at", "TIME", "--to", "ACCOUNT")
    again = context.command_line("content", "schedule", review.id, *how)
    context.feedback.warn(
        f"{review.id} is approved, but its schedule could not be made"
        + (f": {one_line(why)}" if why else "")
        + f"; schedule it again: {again}"
    )
