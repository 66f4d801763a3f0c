"""What time it is where posts go out: `+2h` on a rehearsed Tuesday is a Tuesday."""

from datetime import UTC, datetime

from layers_cli.context.context import CommandContext
from layers_cli.inputs.timestamps import to_epoch_seconds


def server_now(context: CommandContext) -> datetime:
    """Return the time of the embedded sandbox's clock, which may have been moved, or of ours."""
    if not context.settings.is_sandbox:
        return datetime.fromtimestamp(context.clock(), UTC)
    from layers_cli.sandbox.manage.control_client import ControlClient  # not for the hosted API

    reading = ControlClient(context.sandbox).ask("GET", "/clock")
    return datetime.fromtimestamp(to_epoch_seconds(str(reading["now"])), UTC)
