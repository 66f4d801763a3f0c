"""What one run of `layers` has at hand: its settings, its output and, when asked for, the API."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from layers_cli.config.settings import Flags, Settings, load_settings
from layers_cli.context.interrupts import RunState
from layers_cli.context.output_options import merge, one_of, program_with, with_columns
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Output

if TYPE_CHECKING:
    from layers_cli.api.client import LayersClient
    from layers_cli.api.errors import ApiError
    from layers_cli.api.intents import IntentRecorder
    from layers_cli.api.media import MediaSource
    from layers_cli.api.retries import Retries
    from layers_cli.api.thumbnails import Thumbnails
    from layers_cli.ci.reporter import Reporter
    from layers_cli.completion.cache import Seen
    from layers_cli.config.secret_stores import SecretStores
    from layers_cli.ledger.ledger import Ledger
    from layers_cli.ledger.recorder import AccountScope, LedgerRecorder
    from layers_cli.sandbox.manage.process import RunningSandbox


class CommandContext:
    """The one context object. Everything that touches the world comes in here."""

    def __init__(
        self,
        *,
        out: Output | None = None,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: TextIO | None = None,
        transport: Any = None,
        pause: Callable[[float], None] = time.sleep,
        committed: Callable[[], None] = lambda: None,
        browse: Callable[[str], bool] | None = None,
    ) -> None:
        """Take what differs from this process; *transport* replaces the network in tests.

        *committed* is called after each durable step: whatever happens to the process then, it can
        be resumed.
        """
        self.environ = os.environ if environ is None else environ
        self.out = out or Output(stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)
        self.cwd = cwd or Path.cwd()
        self.stdin = stdin or sys.stdin
        self.transport = transport
        self.pause = pause
        self.committed = committed
        self.browse = browse or _open_in_browser
        self.command = "layers"
        self.argv: tuple[str, ...] = ()
        self.flags = Flags()
        self.debug = False
        self.tries = 4
        self.honor_retry_after = False
        self.run_state = RunState()
        self.ci: str | None = None
        # Whom the CI system hears from; None outside of one.
        self.reporter: Reporter | None = None
        self._masked: set[str] = set()

    def choose(self, **given: Any) -> None:
        """Take over the shared options given at one place of the command line.

        The root's come first, the command's after them; what was not given changes nothing. Raises
        `UsageError` for a value that does not exist.
        """
        flags: dict[str, Any] = {
            name: given[name] for name in _FLAGS if given.get(name) is not None
        }
        self.flags = replace(self.flags, **flags)
        self.debug = self.debug or bool(given.get("debug"))
        self.honor_retry_after = self.honor_retry_after or bool(given.get("wait"))
        self.tries = self.tries if given.get("retries") is None else given["retries"]
        self.out.choices = replace(
            merge(self.out.choices, given, read=lambda value, name: self.text(value, param=name)),
            program=program_with(self.flags),
        )
        self.ci = given.get("ci") or self.ci

    def begin_report(self) -> None:
        """Report from now on to the CI system that `--ci` or `LAYERS_CI` names; none is guessed.

        Raises `UsageError` for one that does not exist.
        """
        chosen = self.ci or self.environ.get("LAYERS_CI", "").strip()
        if self.reporter is not None or not chosen:
            return
        from layers_cli.ci.reporter import SYSTEMS, reporter

        one_of("ci", chosen, SYSTEMS)
        now = self.out.now
        self.reporter = reporter(chosen, self.environ, self.out.command, lambda: now().timestamp())
        self.out.observer = self.reporter.collector
        progress = self.out.choices.progress
        self.out.choices = replace(
            self.out.choices,
            no_input=True,
            progress="plain" if progress == "auto" else progress,
        )
        self.reporter.start(self.command)

    def check_fields(self, shape: str | None, also: tuple[str, ...] = ()) -> None:
        """Refuse parts of the result that no answer has, before anything is sent.

        *shape* names the class of what the command prints, see `documents.shape_named`; *also* is
        what it adds.
        """
        choices = self.out.choices
        if shape is None or not (choices.fields or choices.template or choices.wants_columns):
            return
        from layers_cli.output_models.models import fields_of

        self.out.choices = with_columns(choices, fields_of(shape), also)

    @cached_property
    def settings(self) -> Settings:
        """Return what counts of flags, environment and files, warnings said."""
        settings = load_settings(
            self.flags,
            environ=self.environ,
            cwd=self.cwd,
            stdin=self.stdin,
            secret_stores=self.secret_stores,
        )
        for warning in settings.warnings:
            self.out.warn(warning)
        return settings

    @cached_property
    def secret_stores(self) -> SecretStores:
        """Return the password manager and the keyring; what they said once is not asked again."""
        from layers_cli.config.secret_stores import SecretStores

        return SecretStores(self.environ)

    @cached_property
    def sandbox(self) -> RunningSandbox:
        """Return the embedded sandbox, started in the background if it does not run."""
        from layers_cli.sandbox.manage.process import default_data_dir, ensure_running

        self.out.working("Starting the sandbox")
        return ensure_running(default_data_dir(self.environ), environment=self.environ)

    @cached_property
    def api(self) -> LayersClient:
        """Return the client of the API that the settings name; `--help` never gets here."""
        from layers_cli.api.client import LayersClient

        url, key, organization = self.account
        self.out.working("Asking the sandbox" if self.settings.is_sandbox else f"Asking {url}")
        return LayersClient(
            url,
            key,
            organization=organization,
            recorder=late_recorder(lambda: self.recorder),
            retries=self.retries,
            transport=self.transport,
            observer=self.seen.note,
        )

    @cached_property
    def seen(self) -> Seen:
        """Return what remembers ids for completion."""
        from layers_cli.completion.cache import Seen

        return Seen()

    def remember(self) -> None:
        """Write down what was seen, if anything was; whatever goes wrong with it is no failure."""
        if "seen" not in self.__dict__:
            return
        from layers_cli.completion.cache import selection
        from layers_cli.config.paths import cache_dir

        chosen = "sandbox" if self.flags.sandbox else self.flags.profile
        name = selection(self.environ, profile=chosen, base_url=self.flags.base_url)
        folder = cache_dir(self.environ)
        if folder is None:
            return
        server = self.sandbox.data if self.settings.is_sandbox else self.settings.base_url.value
        place = f"{self.settings.profile.value} {server}"
        with suppress(OSError):
            self.seen.save(folder / "seen" / name, place=place)

    @property
    def base_url(self) -> str:
        """Return the API's address."""
        return self.account[0]

    @property
    def account(self) -> tuple[str, str, str | None]:
        """Return address, key and organization; raises `CommandError` where there is no key."""
        if self.settings.is_sandbox:
            return self.sandbox.base_url, self.sandbox.key, None
        key = self.settings.api_key.value
        if not key:
            raise no_key()
        self.mask(key)
        return str(self.settings.base_url.value), key, self.settings.organization.value

    def mask(self, key: str) -> None:
        """Keep *key*, which is about to be used, out of the CI system's log."""
        if self.reporter is not None and key not in self._masked:
            self._masked.add(key)
            self.reporter.mask(key)

    @cached_property
    def scope(self) -> AccountScope:
        """Return where calls that cost go, as the ledger names it."""
        from layers_cli.ledger.recorder import SANDBOX, AccountScope

        url, key, organization = self.account
        server = SANDBOX if self.settings.is_sandbox else url.partition("//")[2].partition("/")[0]
        return AccountScope.of(server.lower(), str(self.settings.profile.value), key, organization)

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger, opened; raises `LedgerError` where it cannot be used."""
        from layers_cli.ledger.ledger import Ledger
        from layers_cli.ledger.paths import ledger_path

        return Ledger(
            ledger_path(self.environ),
            clock=self.clock,
            committed=self.committed,
        )

    def clock(self) -> float:
        """Return the time in seconds since 1970."""
        return self.out.now().timestamp()

    @property
    def has_ledger(self) -> bool:
        """Whether anything that costs was ever sent from here; what says so may be broken."""
        from layers_cli.ledger.paths import ledger_path

        return ledger_path(self.environ).exists()

    def close_ledger(self) -> None:
        """Release the ledger's file; who asks for the ledger again opens it anew."""
        for name in ("known_ledger", "ledger"):
            if (ledger := self.__dict__.pop(name, None)) is not None:
                ledger.close()

    @cached_property
    def known_ledger(self) -> Ledger | None:
        """Return the ledger if there is one that can be used; a free call needs none."""
        from layers_cli.ledger.errors import LedgerError

        try:
            return self.ledger if self.has_ledger else None
        except LedgerError as exc:
            self.out.warn(str(exc))
            return None

    @cached_property
    def recorder(self) -> LedgerRecorder:
        """Return what writes calls that cost into the ledger before they are sent."""
        from layers_cli.ledger.recorder import LedgerRecorder, redact_argv

        return LedgerRecorder(
            lambda: self.ledger,
            scope=self.scope,
            argv=redact_argv(self.argv, self.account[1]),
            command=lambda: self.run_state.under_way.command,
            warn=self.out.warn,
            on_recorded=self.run_state.recorded,
        )

    @cached_property
    def retries(self) -> Retries:
        """Return what is tried again, as the command line wants it."""
        from layers_cli.api.retries import LONGEST_RETRY_AFTER, Retries

        longest = None if self.honor_retry_after else LONGEST_RETRY_AFTER
        return Retries(self.tries, longest, pause=self.pause, on_retry=self._tell_wait)

    def _tell_wait(self, exc: ApiError, seconds: float) -> None:
        status = getattr(exc, "status", None)
        said = f"The server answered {status} {getattr(exc, 'code', '')}" if status else str(exc)
        self.out.note(f"{said.strip().rstrip('.')}; trying again in {seconds:.1f} s")

    @cached_property
    def media(self) -> MediaSource:
        """Return the reader of public media; it has no key."""
        from layers_cli.api.media import MediaSource

        return MediaSource(transport=self.transport)

    @cached_property
    def thumbnails(self) -> Thumbnails:
        """Return the reader of pictures to look at, with what it has kept."""
        from layers_cli.api.thumbnails import Thumbnails
        from layers_cli.config.paths import cache_dir

        folder = cache_dir(self.environ)
        return Thumbnails(self.media, folder / "thumbnails" if folder else None)

    @cached_property
    def project(self) -> str:
        """Return the project to work in: the one chosen, or the only one there is.

        Raises `UsageError` where that leaves a choice.
        """
        chosen = self.settings.project.value
        if not chosen and self.settings.is_sandbox:
            chosen = self.sandbox.project
        return chosen or self._only_project()

    def _only_project(self) -> str:
        pages = self.api.list_projects(status="active", limit=2)
        projects = [row for page in pages for row in page.rows()]
        if len(projects) != 1:
            raise UsageError(
                "No project is chosen" if projects else "There is no project yet",
                hint=f"see them with `{self.program} project list`, then:"
                f" {self.program} project use ID"
                if projects
                else f"make one: {self.program} project create --name NAME",
                param="project",
            )
        [project] = projects
        self.out.note(f"Working in {project['id']} ({project.get('name')}), the only project")
        return str(project["id"])

    def text(self, value: str, *, param: str) -> str:
        """Return the text that an option's *value* stands for: itself, `@file`, or `-`."""
        from layers_cli.inputs.input_files import read_text

        return read_text(value, cwd=self.cwd, stdin=self.stdin, param=param)

    @property
    def program(self) -> str:
        """Return what the commands we print begin with: `layers`, with this run's `--sandbox`."""
        return self.out.choices.program


def late_recorder(make: Callable[[], LedgerRecorder]) -> IntentRecorder:
    """Return the recorder that *make* makes at the first call that costs; most runs have none."""

    class LateRecorder:
        def __getattr__(self, name: str) -> Any:
            return getattr(make(), name)

    recorder: Any = LateRecorder()
    return cast("IntentRecorder", recorder)


_FLAGS = ("profile", "sandbox", "project", "organization", "api_key_file", "base_url")


def _open_in_browser(url: str) -> bool:
    import webbrowser

    return webbrowser.open(url)


def no_key(where: str = "") -> CommandError:
    """Make the error for a run without a key; *where* says which places were looked at."""
    return CommandError(
        f"There is no API key{where}",
        code="cli_no_key",
        exit_code=ExitCode.AUTH,
        hint="try it free and offline with --sandbox, or log in: layers auth login",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
    )
