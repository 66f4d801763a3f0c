"""`layers project get`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.views import content

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime
from layers_cli.commands.project.common import (
    ChosenArgument,
    _chosen,
)
from layers_cli.commands.project.noun import noun


@noun.command("get", shape="Project", examples=("layers project get",))
def get(run: Runtime, project_id: ChosenArgument = None) -> None:
    """Show a project."""
    run.out.show(run.api.get_project(_chosen(run, project_id)), content.project_panel)
