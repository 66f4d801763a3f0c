"""The report of a run to its CI system, where `--ci` or `LAYERS_CI` names one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from layers_cli.context.output_options import one_of
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Output

if TYPE_CHECKING:
    from layers_cli.ci.reporter import Reporter


class CiReport:
    """Reports to a CI system once it has begun; before that, and without one, it does nothing."""

    def __init__(self) -> None:
        self._reporter: Reporter | None = None
        self._masked: set[str] = set()

    def begin(
        self, system: str | None, out: Output, environ: Mapping[str, str], command: str
    ) -> None:
        """Report *command* from now on to *system*, or to the one in *environ*; none is guessed.

        Raises `UsageError` for one that does not exist.
        """
        chosen = system or environ.get("LAYERS_CI", "").strip()
        if self._reporter is not None or not chosen:
            return
        from layers_cli.ci.reporter import SYSTEMS, reporter  # saves runs outside of CI its modules

        one_of("ci", chosen, SYSTEMS)
        self._reporter = reporter(chosen, environ, out.command, lambda: out.now().timestamp())
        out.observer = self._reporter.collector
        progress = "plain" if out.choices.progress == "auto" else out.choices.progress
        out.choices = out.choices._replace(no_input=True, progress=progress)
        self._reporter.start(command)

    def mask(self, key: str) -> None:
        """Keep *key*, which is about to be used, out of the CI system's log."""
        if self._reporter is not None and key not in self._masked:
            self._masked.add(key)
            self._reporter.mask(key)

    def end(self, code: ExitCode) -> None:
        """Report the exit code; raises `OSError` for a report that cannot be written."""
        if self._reporter is not None:
            self._reporter.end(code)
