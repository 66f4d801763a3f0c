"""`layers config path`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.config import reports
from layers_cli.config.paths import config_file
from layers_cli.context.context import CommandContext
from layers_cli.render.output import Format
from layers_cli.render.views import config as views


@command(shape="ConfigPath", examples=("layers config path", "$EDITOR $(layers config path)"))
def path(context: CommandContext) -> None:
    """Print where the settings are kept."""
    file = config_file(context.environ)
    if context.out.choices.format is Format.HUMAN:
        context.out.line(str(file))
    else:
        entry = reports.SettingRow("path", str(file), "LAYERS_CONFIG_DIR")
        context.out.show(CombinedResult({"path": str(file)}, entry), views.setting_panel)
