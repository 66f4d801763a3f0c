"""Reports a run to its CI system: at its start, for each API key, and at its end."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from layers_cli.ci import github, gitlab
from layers_cli.ci.collector import ResultCollector
from layers_cli.errors.exit_codes import ExitCode

SYSTEMS = ("github", "gitlab", "plain")

_SUMMARY_ROOM = 1024 * 1024 - 1024  # bytes of all summaries of one step
_SECTION = "layers"


class Reporter:
    """The report to a CI system; this one says nothing, which suits those without a form for it."""

    def __init__(self) -> None:
        self.collector = ResultCollector()

    def start(self, called: str) -> None:
        """Begin the report on the command *called*."""

    def mask(self, key: str) -> None:
        """Keep *key* out of the log."""

    def end(self, code: ExitCode) -> None:
        """Report the exit *code*; raises `OSError` if the report cannot be written."""


class GitHub(Reporter):
    """GitHub Actions. Its runner takes no commands from this step until the end.

    The runner reads both streams, and text of a server, such as a hook, may look like a command.
    """

    def __init__(self, environ: Mapping[str, str], write: Callable[[str], None]) -> None:
        super().__init__()
        self._environ = environ
        self._write = write
        self._called = "layers"
        self._token = secrets.token_hex(16)
        self._is_runner = environ.get("GITHUB_ACTIONS") == "true"

    def start(self, called: str) -> None:
        """Stop the runner from reading commands."""
        self._called = called
        self._write(f"::stop-commands::{self._token}")

    def mask(self, key: str) -> None:
        """Tell the runner to hide *key*; outside a runner, that would print it."""
        if self._is_runner:
            self._write(f"::{self._token}::")
            self._write(github.command("add-mask", key))
            self._write(f"::stop-commands::{self._token}")

    def end(self, code: ExitCode) -> None:
        """Write annotations, summary and outputs."""
        self._write(f"::{self._token}::")
        for line in github.annotated(self.collector, code):
            self._write(line)
        if path := self._environ.get("GITHUB_STEP_SUMMARY"):
            room = _SUMMARY_ROOM - (Path(path).stat().st_size if Path(path).exists() else 0)
            text = github.summary(self.collector, code, called=self._called, room=room)
            _append(Path(path), text)
        if path := self._environ.get("GITHUB_OUTPUT"):
            found = github.outputs(self.collector, code)
            _append(Path(path), "".join(github.assignment(*each) for each in found.items()))


class GitLab(Reporter):
    """GitLab CI: a log section around the messages, and a dotenv report if asked for.

    It hides no key: GitLab masks only variables declared as masked.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        write: Callable[[str], None],
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._environ = environ
        self._write = write
        self._now = now
        self._section = f"{_SECTION}_{secrets.token_hex(4)}"

    def start(self, called: str) -> None:
        """Open a section."""
        self._write(gitlab.section_start(self._section, called, self._now()))

    def end(self, code: ExitCode) -> None:
        """Close the section and write the report."""
        self._write(gitlab.section_end(self._section, self._now()))
        if path := self._environ.get("LAYERS_CI_DOTENV"):
            Path(path).write_text(
                gitlab.dotenv(self.collector, code), encoding="utf-8", newline="\n"
            )


def reporter(
    system: str, environ: Mapping[str, str], write: Callable[[str], None], now: Callable[[], float]
) -> Reporter:
    """Return the reporter for *system*; *write* writes a line to stderr unchanged."""
    if system == "github":
        return GitHub(environ, write)
    return GitLab(environ, write, now) if system == "gitlab" else Reporter()


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)
