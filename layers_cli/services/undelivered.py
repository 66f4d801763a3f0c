"""Says of a completed container that there is nothing to fetch: media without an address."""

from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode


def no_address_error(container_id: str, missing: int, *, program: str) -> CommandError:
    """Return the error for *missing* files of a completed container that have no address."""
    what = "its media" if missing == 1 else f"{missing} of its files"
    return CommandError(
        f"{container_id} is completed, but the API gives no address for {what}",
        code="cli_no_address",
        exit_code=ExitCode.PARTIAL,
        hint=f"see whether it has one by now: {program} content get {container_id}",
        submitted="no",
    )
