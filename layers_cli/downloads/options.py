"""Where and how the media of containers is to be saved: what the options said, as one value."""

from pathlib import Path
from typing import Any, NamedTuple, Self

from layers_cli.downloads.template import DEFAULT, Template
from layers_cli.ledger.records import Intent

JOBS = 4  # cli-conventions 4g


class DownloadOptions(NamedTuple):
    """Media goes to *folder*, absolute or below the current one, under names after *file_names*.

    *file_names* is a template that was checked, None for the usual names. *overwrite* replaces
    what is there, *skip_existing* keeps it unseen. *jobs* files come at once.
    """

    folder: str
    overwrite: bool = False
    file_names: str | None = None
    sidecar: bool = True
    skip_existing: bool = False
    jobs: int = JOBS

    @classmethod
    def of_intent(cls, intent: Intent) -> Self | None:
        """Return where the media of *intent* goes; None if it is not to be saved."""
        if intent.folder is None:
            return None
        return cls(intent.folder, intent.overwrite, intent.file_names, intent.sidecar)

    @property
    def template(self) -> Template:
        """Return the parsed template; raises `TemplateError` if it is invalid."""
        return Template.of(DEFAULT if self.file_names is None else self.file_names)

    def recorded(self, cwd: Path) -> dict[str, Any]:
        """Return what a later run needs to do the same, below the folder *cwd*."""
        return {
            "folder": str(cwd / self.folder),
            "overwrite": self.overwrite,
            "file_names": self.file_names,
            "sidecar": self.sidecar,
        }
