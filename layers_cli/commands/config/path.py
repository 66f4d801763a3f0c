"""`layers config path`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.api.responses import CombinedResult
from layers_cli.config import reports
from layers_cli.config.paths import config_file
from layers_cli.render.output import Format
from layers_cli.render.views import config as views

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.config.noun import noun


@noun.command(
    "path", shape="ConfigPath", examples=("layers config path", "$EDITOR $(layers config path)")
)
def path(context: CommandContext) -> None:
    """Print where the settings are kept."""
    file = config_file(context.environ)
    if context.out.choices.format is Format.HUMAN:
        context.out.line(str(file))
    else:
        entry = reports.SettingRow("path", str(file), "LAYERS_CONFIG_DIR")
        context.out.show(CombinedResult({"path": str(file)}, entry), views.setting_panel)
