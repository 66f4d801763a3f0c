"""What a command works with: its inputs, its options, and clients that are made when needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from layers_cli.api.retries import sleep
from layers_cli.completion.cache import Seen
from layers_cli.config.paths import cache_dir
from layers_cli.config.resolution import Sources, load_sources
from layers_cli.config.secret_stores import SecretStores
from layers_cli.config.settings import Flags, Settings, settings_from
from layers_cli.context.account import Account, no_key, only_project
from layers_cli.context.ci_report import CiReport
from layers_cli.context.feedback import Feedback
from layers_cli.context.interrupts import RunState
from layers_cli.context.known_ids import KnownIds
from layers_cli.context.output_options import merge, program_with
from layers_cli.context.run_options import RunOptions
from layers_cli.errors.command_lines import command_line
from layers_cli.formats.file_owners import is_there
from layers_cli.formats.standard_input import StandardInput
from layers_cli.inputs.input_files import Inputs
from layers_cli.inputs.places import working_folder
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.paths import ledger_path
from layers_cli.render.output import Output

if TYPE_CHECKING:
    from layers_cli.api.client import LayersClient
    from layers_cli.api.errors import ApiError
    from layers_cli.api.media import MediaSource
    from layers_cli.api.retries import Retries
    from layers_cli.ledger.ledger import Ledger
    from layers_cli.ledger.recorder import AccountScope, LedgerRecorder
    from layers_cli.sandbox.manage.process import RunningSandbox


class CommandContext:
    """The context of one command. Everything that touches the world comes in here."""

    def __init__(
        self,
        *,
        out: Output | None = None,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: TextIO | None = None,
        transport: Any = None,
        pause: Callable[[float], None] = sleep,
        committed: Callable[[], None] = lambda: None,
        browse: Callable[[str], bool] | None = None,
    ) -> None:
        """Take what differs from this process; *transport* replaces the network in tests.

        *committed* is called after each durable step: whatever happens to the process then, it can
        be resumed.
        """
        self.environ = os.environ if environ is None else environ
        self.out = out or Output(stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)
        self.cwd = cwd or working_folder()
        self.stdin = StandardInput(stdin or sys.stdin)
        self.inputs = Inputs(self.cwd, self.stdin)
        self.transport = transport
        self.pause = pause
        self.committed = committed
        self._browse = browse or _open_in_browser
        self.command = "layers"
        self.argv: tuple[str, ...] = ()
        self.options = RunOptions()
        self.run_state = RunState()
        self.ci_report = CiReport()
        self.key_origin: str | None = None  # of the key in use, as settings call it
        self.seen = Seen()  # ids for completion

    # The command line, before the command runs

    def choose(self, **given: Any) -> None:
        """Merge the shared options given at one place of the command line.

        The root's come first, the command's after them; what was not given changes nothing. Raises
        `UsageError` for a value that does not exist.
        """
        self.options = self.options.merge(given)
        self.out.choices = merge(
            self.out.choices, given, read=lambda value, name: self.text(value, param=name)
        )._replace(program=program_with(self.flags))

    def begin_report(self) -> None:
        """Report to a CI system from now on; raises `UsageError` for one that does not exist."""
        self.ci_report.begin(self.options.ci, self.out, self.environ, self.command)

    # What the command works with

    @property
    def flags(self) -> Flags:
        """Return the options that override settings."""
        return self.options.flags

    @property
    def program(self) -> str:
        """Return what the commands we print begin with: `layers`, with this run's `--sandbox`."""
        return self.out.choices.program

    def command_line(self, *words: str) -> str:
        """Return the command line of *words* that uses the same account, to be printed."""
        return command_line(*words, program=self.program)

    @property
    def feedback(self) -> Feedback:
        """Return what services tell and ask while they work; results go to `out`."""
        return self.out

    def clock(self) -> float:
        """Return the time in seconds since 1970."""
        return self.out.now().timestamp()

    def text(self, value: str, *, param: str) -> str:
        """Return the text that an option's *value* stands for: itself, `@file`, or `-`."""
        return self.inputs.text(value, param=param)

    def browse(self, url: str) -> bool:
        """Open *url* in the browser of whoever sits at this terminal; return whether that was done.

        In a pipe or in CI nobody would see it, and where no browser is found, a warning says so.
        """
        if not self.out.terminal.is_terminal or self.environ.get("CI"):
            return False
        if not url.lower().startswith(("https://", "http://")):  # others may start any program
            self.out.warn(f"{url} is not a web address, and is not opened")
            return False
        opened = self._browse(url)
        if not opened:
            self.out.warn(f"No browser opens {url}")
        return opened

    def read_sources(self) -> Sources:
        """Read all sources of settings; raises `ConfigError` for a file that is not valid."""
        return load_sources(
            self.flags,
            environ=self.environ,
            cwd=self.cwd,
            stdin=self.stdin,
            secret_stores=self.secret_stores,
        )

    @cached_property
    def settings(self) -> Settings:
        """Return the effective settings; their warnings are shown."""
        settings = settings_from(self.read_sources())
        for warning in settings.warnings:
            self.out.warn(warning)
        return settings

    @cached_property
    def secret_stores(self) -> SecretStores:
        """Return the password manager and the keyring; each is asked once."""
        return SecretStores(self.environ)

    @cached_property
    def sandbox(self) -> RunningSandbox:
        """Return the embedded sandbox, started in the background if it does not run."""
        from layers_cli.sandbox.manage import process  # saves it for the hosted API

        self.out.working("Starting the sandbox")
        folder = process.default_data_dir(self.environ)
        running = process.ensure_running(folder, environment=self.environ)
        if said := process.advice(running, stop="layers sandbox stop"):
            self.out.warn(said)
        return running

    @property
    def account(self) -> Account:
        """Return the account to work for; raises `CommandError` if there is no key."""
        self.key_origin = self.settings.api_key.origin
        if self.settings.is_sandbox:
            return Account(self.sandbox.base_url, self.sandbox.key)
        key = self.settings.api_key.value
        if not key:
            raise no_key()
        self.ci_report.mask(key)
        return Account(str(self.settings.base_url.value), key, self.settings.organization.value)

    @cached_property
    def project(self) -> str:
        """Return the chosen project, or the only one; raises `UsageError` if there is a choice."""
        chosen = self.settings.project.value
        if chosen:  # of the environment or a profile: a flag's is whole already
            return self.known_ids.whole(chosen)
        if self.settings.is_sandbox:
            return self.sandbox.project
        return only_project(self.api, note=self.out.note)

    @cached_property
    def api(self) -> LayersClient:
        """Return the client of the API that the settings name."""
        from layers_cli.api.client import LayersClient  # saves httpx for commands without network

        account = self.account
        server = "the sandbox" if self.settings.is_sandbox else account.base_url
        self.out.working(f"Asking {server}")
        return LayersClient(
            account.base_url,
            account.key,
            organization=account.organization,
            recorder=self.recorder,
            retries=self.retries,
            transport=self.transport,
            observer=self.seen.note,
        )

    @cached_property
    def retries(self) -> Retries:
        """Return how often requests are sent again, as the command line wants it."""
        from layers_cli.api.retries import LONGEST_RETRY_AFTER, Retries  # with the client

        longest = None if self.options.honor_retry_after else LONGEST_RETRY_AFTER
        return Retries(self.options.tries, longest, pause=self.pause, on_retry=self._note_retry)

    def _note_retry(self, exc: ApiError, seconds: float) -> None:
        status = getattr(exc, "status", None)
        said = f"The server answered {status} {getattr(exc, 'code', '')}" if status else str(exc)
        self.out.note(f"{said.strip().rstrip('.')}; trying again in {seconds:.1f} s")

    @cached_property
    def media(self) -> MediaSource:
        """Return the reader of public media; it has no key."""
        from layers_cli.api.media import MediaSource  # with the client

        return MediaSource(transport=self.transport)

    @cached_property
    def known_ids(self) -> KnownIds:
        """Return the ids that this machine has seen."""
        folder = cache_dir(self.environ)
        file = folder / "ids" if folder else None
        return KnownIds(self._recorded_ids, lambda: self.seen.ids, file)

    def _recorded_ids(self) -> Iterable[str]:
        try:
            return self.ledger.ids() if self.has_ledger else ()
        except LedgerError:  # what needs the ledger says so
            return ()

    # The ledger

    @cached_property
    def scope(self) -> AccountScope:
        """Return which account billable calls are recorded for."""
        from layers_cli.ledger.recorder import SANDBOX, AccountScope  # saves SQLite for free calls

        account = self.account
        host = account.base_url.partition("//")[2].partition("/")[0]
        server = SANDBOX if self.settings.is_sandbox else host.lower()
        profile = str(self.settings.profile.value)
        return AccountScope.of(server, profile, account.key, account.organization)

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger, opened; raises `LedgerError` if it cannot be used."""
        from layers_cli.ledger.ledger import Ledger  # saves SQLite for free calls

        path = ledger_path(self.environ)
        return Ledger(path, clock=self.clock, committed=self.committed)

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger, usable or not: billable calls were sent from here."""
        return is_there(ledger_path(self.environ))

    @cached_property
    def known_ledger(self) -> Ledger | None:
        """Return the ledger if there is a usable one; free calls need none."""
        try:
            return self.ledger if self.has_ledger else None
        except LedgerError as exc:
            self.out.warn(f"{exc}; {exc.hint}")
            return None

    def separate(self) -> Self:
        """Return a context for a thread of this run: the same account, its own client and ledger.

        What it has under way is not what this run has. `scope` and `project` must have been read.
        """
        other = copy(self)
        for name in ("api", "recorder", "known_ledger", "ledger"):
            other.__dict__.pop(name, None)
        other.run_state = RunState()
        return other

    def close_ledger(self) -> None:
        """Close the ledger; it is opened again if it is needed again."""
        for name in ("known_ledger", "ledger"):
            if (ledger := self.__dict__.pop(name, None)) is not None:
                ledger.close()

    @cached_property
    def recorder(self) -> LedgerRecorder:
        """Return what records billable calls in the ledger before they are sent."""
        from layers_cli.ledger.recorder import LedgerRecorder, redact_argv  # with the ledger

        return LedgerRecorder(
            lambda: self.ledger,
            scope=self.scope,
            argv=redact_argv(self.argv, self.account.key),
            command=lambda: self.run_state.under_way.command,
            warn=self.out.warn,
            on_recorded=self.run_state.recorded,
        )


def _open_in_browser(url: str) -> bool:
    import webbrowser  # few runs open one, and it looks for browsers

    return webbrowser.open(url)
