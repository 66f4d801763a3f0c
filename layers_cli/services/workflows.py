"""Write the workflows of `layers ci init`; their texts are in `ci/templates`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli import ci
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.whole_files import write_whole
from layers_cli.inputs.places import check_free

DEFAULT_PATHS = {"github": ".github/workflows/layers.yml", "gitlab": ".gitlab-ci.yml"}


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
    if provider not in DEFAULT_PATHS:
        raise UsageError(
            f"There is no workflow for `{provider}`",
            hint=f"choose one of: {', '.join(DEFAULT_PATHS)}",
            param="provider",
        )
    file = Path(ci.__file__).parent / "templates" / f"{provider}.yml"
    return file.read_text(encoding="utf-8")


def write(provider: str, path: Path, *, replace: bool) -> Workflow:
    """Write the workflow of *provider* to *path*.

    Raises `UsageError` for an unknown provider, and for a file that exists, unless *replace* says
    to overwrite it.
    """
    text = text_for(provider)
    check_free(path, replace=replace, param="output")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, [text])
    return Workflow(provider, str(path))
