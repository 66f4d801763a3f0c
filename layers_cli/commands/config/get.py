"""`layers config get`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.config.keys import KeyArgument, known_key
from layers_cli.config import reports
from layers_cli.config.resolution import OF_THE_HOSTED_API
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Format
from layers_cli.render.views import config as views


@command(
    shape="EffectiveSetting",
    examples=("layers config get project", "layers config get base_url --profile work"),
)
def get(context: CommandContext, key: KeyArgument) -> None:
    """Print the value of one setting, a key masked."""
    entry = reports.setting_row(context.settings, known_key(key))
    if entry.value is None:
        raise CommandError(
            f"`{key}` is not set",
            code="cli_not_set",
            exit_code=ExitCode.NOT_FOUND,
            hint=_way_to_set(context, key),
        )
    if context.out.choices.format is Format.HUMAN:
        context.out.line(entry.value)
    else:
        context.out.show(CombinedResult(entry.data, entry), views.setting_panel)


def _way_to_set(context: CommandContext, key: str) -> str:
    if context.settings.is_sandbox and key in OF_THE_HOSTED_API:
        return "the sandbox brings its own: layers sandbox status"
    return "layers auth login" if key == "api_key" else f"layers config set {key} VALUE"
