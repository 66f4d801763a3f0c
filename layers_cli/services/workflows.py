"""Writes the workflows that `layers ci init` offers; their texts lie in `ci/templates`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from layers_cli import ci
from layers_cli.api.responses import CombinedResult
from layers_cli.errors.exceptions import UsageError
from layers_cli.render.views.ci import workflow_panel

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

_PLACES = {"github": ".github/workflows/layers.yml", "gitlab": ".gitlab-ci.yml"}


@dataclass(frozen=True)
class Workflow:
    """A workflow that was written to *path*."""

    provider: str
    path: str

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {"provider": self.provider, "path": self.path}


def text_for(provider: str) -> str:
    """Return the workflow of *provider*; raises `UsageError` for one that is not known."""
    if provider not in _PLACES:
        raise UsageError(
            f"There is no workflow for `{provider}`",
            hint=f"choose one of: {', '.join(_PLACES)}",
            param="provider",
        )
    file = Path(ci.__file__).parent / "templates" / f"{provider}.yml"
    return file.read_text(encoding="utf-8")


def write(context: CommandContext, provider: str, output: str | None, *, force: bool) -> None:
    """Write the workflow of *provider* to *output*, `-` for stdout, by default to its usual place.

    Raises `UsageError` for a file that is there already, unless *force* says to replace it.
    """
    text = text_for(provider)
    if output == "-":
        context.out.line(text.rstrip("\n"))
        return
    path = context.cwd / (output or _PLACES[provider])
    if path.is_dir() or (path.exists() and not force):
        raise UsageError(
            f"{path} exists already; nothing was written",
            hint="look at it with `layers ci init -o -`, or add --force",
            param="output",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(part).chmod(0o644)
    Path(part).replace(path)
    written = Workflow(provider, str(path))
    context.out.show(CombinedResult(written.data, written), workflow_panel)
