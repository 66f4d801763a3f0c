"""What makes a plain function a command: its description, and the class that runs it."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple, ParamSpec, cast

import typer
from typer.core import TyperCommand

from layers_cli.cli.shared_options import FOR_ROWS, MORE
from layers_cli.context.context import CommandContext
from layers_cli.context.output_options import check_fields
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.text import NotTextError, checked

P = ParamSpec("P")

SETTINGS = {"help_option_names": ["-h", "--help"], "terminal_width": 80}
"""For every group and command; the stored help is as wide."""

_IDS = frozenset({"ID", "ID..."})
"""What parameters that take an id show in its place; a short one will do."""
_PATHS = frozenset({"DIR", "FILE", "PATH", "SOURCE", "SOURCE..."})


class ClosedPipeError(Exception):
    """Nobody reads stdout any more, as after `| head`: not an error, but the end."""


class Description(NamedTuple):
    """What is known of a command beside its parameters.

    *shape* names the class (see `output_models.models.output_model`) of its rows, *prints* the
    documents of `--json`, see `json_schema.output_schema`. A command that *lists* shows the options
    for rows in its help. One that *changes* something, or costs, says which id it takes a short one
    for.
    """

    examples: tuple[str, ...]
    shape: str | None
    lists: bool
    prints: tuple[str, ...]
    changes: bool

    @property
    def fields_of(self) -> tuple[str, ...]:
        """Return the names of what `--fields` chooses from; none where it is not known before."""
        return (self.shape, *self.prints) if self.shape else ()


def command(
    *,
    examples: tuple[str, ...],
    shape: str | None = None,
    lists: bool = False,
    prints: tuple[str, ...] | None = None,
    changes: bool = False,
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Describe a function that is a command; the arguments are those of `Description`.

    The command prints one *shape*, or a list of them, unless *prints* says otherwise.
    """
    if prints is None:
        prints = (shape + "[]" * lists,) if shape else ()
    description = Description(examples, shape, lists, prints, changes)

    def describe(function: Callable[P, None]) -> Callable[P, None]:
        function.description = description  # type: ignore[attr-defined]  # functions take it
        return function

    return describe


def function_of(path: str) -> Callable[..., None]:
    """Import the module of the command *path* and return the function that is the command."""
    module = import_module(f"layers_cli.commands.{path.replace(' ', '.').replace('-', '_')}")
    [found] = (each for each in vars(module).values() if hasattr(each, "description"))
    return cast("Callable[..., None]", found)


def description_of(path: str) -> Description:
    """Return what is known of the command *path*."""
    return cast("Description", function_of(path).description)  # type: ignore[attr-defined]


def load(path: str) -> "Command":
    """Make the Typer command *path*."""
    function = function_of(path)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    examples = "\n".join(f"  {line}" for line in description_of(path).examples)
    # \b keeps the lines apart: help text is otherwise filled like a paragraph.
    app.command(
        path.rpartition(" ")[2],
        cls=Command,
        epilog=f"\b\nExamples:\n{examples}",
        context_settings=SETTINGS,
    )(_with_context(function))
    return cast("Command", typer.main.get_command(app))


def _with_context(function: Callable[..., None]) -> Callable[..., None]:
    """Let Typer pass its own context, which has the `CommandContext` for *function*."""

    @wraps(function)
    def callback(ctx: typer.Context, **given: Any) -> None:
        function(ctx.obj, **given)

    signature = inspect.signature(function, eval_str=True)
    first, *others = signature.parameters.values()
    own = first.replace(name="ctx", annotation=typer.Context)
    callback.__signature__ = signature.replace(parameters=[own, *others])  # type: ignore[attr-defined]
    return callback


class Command(TyperCommand):
    """A command that takes the options of the root as well, so that they stand where one likes."""

    @property
    def description(self) -> Description:
        """Return what is known of the command beside its parameters."""
        return cast("Description", self.callback.description)  # type: ignore[union-attr]

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the command's own parameters, then those that all commands share."""
        return [*super().get_params(ctx), *shared_params(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the parameters by panels; the help of the root alone has those of all panels."""
        shown = [each for each in shared_params(ctx) if each.rich_help_panel != MORE]
        if not self.description.lists:
            shown = [each for each in shown if each.name not in FOR_ROWS]
        write_panels([*super().get_params(ctx), *shown], ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Make the `CommandContext` as the options say, and call the function with it."""
        root = ctx.find_root()
        given = {each.name: ctx.params.pop(each.name) for each in shared_params(ctx)}
        context = ctx.obj = root.obj()
        context.command = ctx.command_path
        context.choose(**root.params)
        context.choose(**given)
        _check_words(super().get_params(ctx), ctx.params)
        context.begin_report()
        context.out.ids = context.known_ids
        if self.description.changes:
            context.known_ids.tell = context.out.note
        ctx.params.update(_whole_ids(context, super().get_params(ctx), ctx.params))
        context.choose(**_whole_ids(context, shared_params(ctx), context.flags._asdict()))
        context.out.choices = check_fields(context.out.choices, self.description.fields_of)
        try:
            return super().invoke(ctx)
        except BrokenPipeError as exc:
            raise ClosedPipeError from exc
        except EOFError as exc:  # a question that nobody will answer ends the run as Ctrl-C does
            raise KeyboardInterrupt from exc


def _whole_ids(
    context: CommandContext, params: Iterable[Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those of *given* that are ids, whole; raises `CommandError` for an ambiguous one."""
    values = {each.name: given.get(each.name) for each in params if each.metavar in _IDS}
    whole = context.known_ids.whole
    return {
        name: [whole(each) for each in value] if isinstance(value, list | tuple) else whole(value)
        for name, value in values.items()
        if value
    }


def _check_words(params: Iterable[Any], given: Mapping[str, Any]) -> None:
    """Raise `UsageError` if what is *given* for one of *params* is not UTF-8.

    Python keeps such bytes as lone surrogates, which nothing can send. A file may be named so.
    """
    for param in params:
        value = given.get(param.name)
        for word in value if isinstance(value, list | tuple) else (value,):
            is_path = param.metavar in _PATHS or str(word).startswith("@")
            if isinstance(word, str) and not is_path:
                try:
                    checked(word)
                except NotTextError as exc:
                    option = param.opts[-1] if param.opts[-1].startswith("-") else param.metavar
                    raise UsageError(
                        f"{option} is not text: {exc}",
                        hint="type it, or read it from a UTF-8 file with @FILE",
                        param=param.name,
                    ) from exc


def shared_params(ctx: Any) -> list[Any]:
    """Return the options of the root that every command takes too."""
    return [each for each in ctx.find_root().command.params if each.name != "version"]


def write_panels(params: Iterable[Any], ctx: Any, formatter: Any) -> None:
    """Write the help of *params*, each in the section that its `rich_help_panel` names."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for each in params:
        record = each.get_help_record(ctx)
        panel = getattr(each, "rich_help_panel", None) or f"{each.param_type_name.title()}s"
        if record is not None:
            panels.setdefault(panel, []).append(record)
    for name, records in panels.items():
        with formatter.section(name):
            formatter.write_dl(records)
