"""Makes Typer's commands of what `tree.py` and `declared.py` say, for help, mistakes and odd lines.

Imported only for them: Typer takes longer to import than most commands take to run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from layers_cli import __version__
from layers_cli.commands.declared import REQUIRED, Option, Parameter, parameters_of
from layers_cli.commands.options import FOR_ROWS, SHARED
from layers_cli.commands.tree import PLACES, Call, NoCommandError, Noun, Verb, place
from layers_cli.topics import TOPICS

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_FROM_ROOT = "layers_cli.from_root"


def run_typer(argv: Sequence[str], carry_out: Callable[[Call], None]) -> int:
    """Let Typer read *argv*, hand what it asks for to *carry_out*, and return the exit code."""
    done = build().main(args=list(argv), prog_name="layers", standalone_mode=False, obj=carry_out)
    return int(done or 0)


def build() -> Root:
    """Make the command tree; no noun is imported yet."""
    app = typer.Typer(
        cls=Root,
        add_completion=False,
        rich_markup_mode=None,
        context_settings=_SETTINGS,
        epilog="Try it without an account: layers --sandbox content generate --hook 'Hello'",
    )
    app.callback()(_declared(_root, _shared(), first=_VERSION))
    return typer.main.get_command(app)  # type: ignore[return-value]  # the class we named


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"layers {__version__}")
        raise typer.Exit


_VERSION = inspect.Parameter(
    "version",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True),
    ],
)


def _root(ctx: typer.Context, *, version: bool, **given: Any) -> None:
    """Generate, review and upload Layers content; free and offline with --sandbox."""
    # Nothing is done with them yet: the command may be a `--help` that needs no runtime.
    ctx.meta[_FROM_ROOT] = given


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
        return _built(name, self._verbs[name])


class Root(_LazyGroup):
    """`layers`: the nouns, and the verbs that need none; their modules are imported on demand."""

    def summaries(self) -> Mapping[str, str]:
        """Return what stands at the top."""
        return {name: help for name, (_, help) in PLACES.items()}

    def build(self, name: str) -> Any:
        """Import the module of *name* and make its group or command."""
        return _built(name, place(name))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, and the topics that `layers help` explains."""
        super().format_commands(ctx, formatter)
        with formatter.section("Help topics"):
            formatter.write_dl(list(TOPICS.items()))


def _built(name: str, found: Noun | Verb) -> Any:
    """Make the Typer group of a noun, the Typer command of a verb."""
    if isinstance(found, Verb):
        return _command(name, found)
    return VerbGroup(
        found.verbs,
        name=name,
        help=found.help,
        rich_markup_mode=None,
        context_settings=_SETTINGS,
    )


def _command(name: str, verb: Verb) -> Any:
    """Make the Typer command of *verb*: its own options, then the shared ones.

    So flags work before and after the subcommand. The help hides those for rows unless it lists.
    """

    def command(ctx: typer.Context, **given: Any) -> None:
        at_command = {name: given.pop(name) for name in verb.shared}
        at_root = ctx.meta.get(_FROM_ROOT, {})
        ctx.find_root().obj(Call(verb, ctx.command_path, at_root, at_command, given))

    command.__doc__ = inspect.getdoc(verb.function)
    hidden = () if verb.lists else FOR_ROWS
    parameters = [*parameters_of(verb.function), *_shared(show_all=False, hidden=hidden)]
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, epilog=_epilog(verb.examples), context_settings=_SETTINGS)(
        _declared(command, parameters)
    )
    return typer.main.get_command(app)


def _shared(*, show_all: bool = True, hidden: Sequence[str] = ()) -> Iterable[Parameter]:
    """Yield the shared options as parameters; the help of the root shows them all."""
    for name, (kind, option) in SHARED.items():
        hides = not show_all and (option.hidden or name in hidden)
        yield Parameter(name, kind, replace(option, hidden=hides), None)


def _declared(
    function: Callable[..., None],
    parameters: Iterable[Parameter],
    *,
    first: inspect.Parameter | None = None,
) -> Callable[..., None]:
    """Give *function* the signature that Typer reads: its context, *first*, then *parameters*."""
    signature = inspect.Signature(
        [
            inspect.Parameter(
                "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
            ),
            *([first] if first else ()),
            *map(_for_typer, parameters),
        ]
    )
    function.__signature__ = signature  # type: ignore[attr-defined]  # functions take it
    function.__annotations__ = {
        name: each.annotation for name, each in signature.parameters.items()
    }
    return function


def _for_typer(parameter: Parameter) -> inspect.Parameter:
    """Return *parameter* as Typer declares it."""
    declared = parameter.declared
    more = asdict(declared)
    if isinstance(declared, Option):
        info: Any = typer.Option(*more.pop("names"), **more)
    else:
        info = typer.Argument(**more)
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if parameter.default is REQUIRED else parameter.default,
        annotation=Annotated[parameter.type, info],
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
