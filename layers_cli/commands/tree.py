"""The command tree: nouns and verbs that are imported only when they are used.

A noun's module registers plain functions with `Noun.command`. Typer sees one of them at a time: the
one that runs, or whose help is asked for. Each gets the shared options of `options.SHARED` after
its own, so that flags work before and after the subcommand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup

from layers_cli.commands.options import FOR_ROWS, SHARED
from layers_cli.topics import TOPICS
from layers_cli.value import Value

if TYPE_CHECKING:
    from typer.core import TyperCommand

    from layers_cli.runtime import Runtime

CommandFunction = Callable[..., None]


class Verb(Value):
    """One command: its function, the shared options it takes, and example lines for its help."""

    function: CommandFunction
    shared: tuple[str, ...]
    examples: tuple[str, ...] = ()
    shape: str | None = None
    also: tuple[str, ...] = ()
    lists: bool = False
    prints: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """Return the first line of the help."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0].rstrip(".")

    def build(self, name: str) -> TyperCommand:
        """Make the Typer command."""
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(
            name,
            epilog=_epilog(self.examples),
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )(with_shared_options(self))
        return typer.main.get_command(app)  # type: ignore[return-value]  # its stated type is the base class


class Noun:
    """A group of commands, `layers <name> <verb>`."""

    def __init__(self, name: str, help: str) -> None:
        self.name = name
        self.help = help
        self.verbs: dict[str, Verb | Noun] = {}

    @property
    def summary(self) -> str:
        """Return the line of the help of the noun above."""
        return self.help.rstrip(".")

    def group(self, noun: Noun) -> None:
        """Put *noun* under this one: `layers <this> <noun> <verb>`."""
        self.verbs[noun.name] = noun

    def command(
        self,
        name: str,
        *,
        examples: tuple[str, ...] = (),
        shape: str | None = None,
        also: tuple[str, ...] = (),
        lists: bool = False,
        prints: tuple[str, ...] | None = None,
    ) -> Callable[[CommandFunction], CommandFunction]:
        """Register a function as `layers <noun> <name>`.

        *shape* names the class (see `documents.shape_named`) whose fields, with those of *also*,
        `--fields` chooses from; with *lists* the help shows the options for rows.
        *prints* names the documents of `--json`, see `schemas.output_schema`; without it, it is one
        *shape*, or a list of them.
        """

        def register(function: CommandFunction) -> CommandFunction:
            documents = (shape + "[]" * lists,) if shape and prints is None else prints or ()
            self.verbs[name] = Verb(
                function, tuple(SHARED), examples, shape, also, lists, documents
            )
            return function

        return register

    def build(self, name: str = "") -> VerbGroup:
        """Make the Typer group; *name* is what the noun above knows it by."""
        return VerbGroup(
            self.verbs,
            name=name or self.name,
            help=self.help,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )


class _LazyGroup(TyperGroup):
    """A group that builds a command when it is asked for it by name."""

    def summaries(self) -> Mapping[str, str]:
        """Return each command's name and the first line of its help."""
        raise NotImplementedError

    def build(self, name: str) -> Any:
        """Make the command *name*, one of `summaries`."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names for Typer."""
        return list(self.summaries())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Make a command at its first use."""
        if cmd_name not in self.summaries():
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = self.build(cmd_name)
        return self.commands[cmd_name]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; without any, the mistake is answered with the help."""
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help())
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of *args*, or name the nearest; nothing is ever guessed and run."""
        name = args[0]
        if name not in self.summaries() and not name.startswith("-"):
            raise typer.BadParameter(_no_such(name, self.summaries()), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without building one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries().items()))


class VerbGroup(_LazyGroup):
    """The verbs of one noun, whose module is imported already."""

    def __init__(self, verbs: Mapping[str, Verb | Noun], **more: Any) -> None:
        super().__init__(**more)
        self._verbs = verbs

    def summaries(self) -> Mapping[str, str]:
        """Return the verbs and their first lines."""
        return {name: verb.summary for name, verb in self._verbs.items()}

    def build(self, name: str) -> Any:
        """Make the verb's command."""
        return self._verbs[name].build(name)


class RootGroup(_LazyGroup):
    """The nouns, and the verbs that need none; their modules are imported on demand.

    A module has either `noun`, a `Noun`, or `verbs`, a `Noun` whose commands stand at the top.
    """

    places: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def summaries(self) -> Mapping[str, str]:
        """Return what stands at the top."""
        return {name: help for name, (_, help) in self.places.items()}

    def build(self, name: str) -> Any:
        """Import the module of *name* and make its group or command."""
        module = import_module(f"layers_cli.commands.{self.places[name][0]}")
        if hasattr(module, "verbs"):
            return module.verbs.verbs[name].build(name)
        return module.noun.build()

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, and the topics that `layers help` explains."""
        super().format_commands(ctx, formatter)
        with formatter.section("Help topics"):
            formatter.write_dl(list(TOPICS.items()))


class NoCommandError(Exception):
    """A group was named and none of its commands; the text is the group's help."""


class ClosedPipeError(Exception):
    """Nobody reads stdout any more, as after `| head`: not an error, but the end."""


def with_shared_options(verb: Verb) -> CommandFunction:
    """Give the function of *verb*, which takes a `Runtime` first, Typer's context and its options.

    The help hides those for rows unless the verb lists.
    """

    def command(ctx: typer.Context, **given: Any) -> None:
        run: Runtime = ctx.find_root().obj()
        run.command = ctx.command_path
        run.choose(**ctx.meta.get(_FROM_ROOT, {}))
        run.choose(**{name: given.pop(name) for name in verb.shared})
        run.begin_report()
        run.check_fields(verb.shape, verb.also)
        try:
            verb.function(run, **given)
        except BrokenPipeError as exc:  # Typer would end with 1
            raise ClosedPipeError from exc

    hidden = () if verb.lists else FOR_ROWS
    return _declared(command, verb.function, verb.shared, hidden=hidden)


def root_with_shared_options(function: CommandFunction) -> CommandFunction:
    """Give *function* the shared options, all shown, and keep what is given for the command.

    Nothing is done with them yet: the command may be a `--help` that needs no runtime.
    """

    def root(ctx: typer.Context, **given: Any) -> None:
        ctx.meta[_FROM_ROOT] = {name: given.pop(name) for name in SHARED}
        function(ctx, **given)

    return _declared(root, function, tuple(SHARED), show_all=True)


_FROM_ROOT = "layers_cli.from_root"


def _declared(
    wrapper: CommandFunction,
    function: CommandFunction,
    shared: Sequence[str],
    *,
    show_all: bool = False,
    hidden: Sequence[str] = (),
) -> CommandFunction:
    """Give *wrapper* the signature of *function* with Typer's context first and *shared* last.

    Typer reads a function's signature and annotations, so both are written anew.
    """
    # `Runtime` is imported by who runs a command, not by who asks for its help.
    names = {"Runtime": object}
    signature = inspect.signature(function, eval_str=True, locals=names)
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for parameter in list(signature.parameters.values())[1:]
        ),
        *(_shared_parameter(name, show_all=show_all, hide=name in hidden) for name in shared),
    ]
    wrapper.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions take it
    wrapper.__annotations__ = {p.name: p.annotation for p in parameters}
    wrapper.__doc__ = inspect.getdoc(function)
    return wrapper


def _shared_parameter(name: str, *, show_all: bool, hide: bool = False) -> inspect.Parameter:
    kind, option = SHARED[name]
    if option.hidden is not (hidden := not show_all and (option.hidden or hide)):
        option = copy(option)
        option.hidden = hidden
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


def _epilog(examples: tuple[str, ...]) -> str | None:
    if not examples:
        return None
    # \b keeps the lines apart: help text is otherwise filled like a paragraph.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples)


def _no_such(name: str, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"No such command `{name}`." + (f" Did you mean `{near[0]}`?" if near else "")
