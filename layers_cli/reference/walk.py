"""Reads the Typer app: every command with its help page, options and arguments."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers_cli.commands.building import build
from layers_cli.commands.options import SHARED
from layers_cli.reference.model import Argument, Command, Option, Reference
from layers_cli.reference.recording import Page, recorded
from layers_cli.reference.values import kind_of, values_of

_LISTED = "One of: "
"""So begins the help of a parameter that lists all it can be."""

Node = tuple[str, Any, Any]
"""The path of a command, the command, and its Typer context."""


def tree() -> Iterator[Node]:
    """Yield every group and command, each group before what is in it; the root's path is ""."""
    root = build()
    yield from _below("", root, _context(root, "layers", None))


def _below(path: str, command: Any, ctx: Any) -> Iterator[Node]:
    yield path, command, ctx
    for name in getattr(command, "summaries", dict)():
        child = command.get_command(ctx, name)
        yield from _below(f"{path} {name}".strip(), child, _context(child, name, ctx))


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.context_class(
        command,
        info_name=name,
        parent=parent,
        obj=parent.obj if parent else {},
        **command.context_settings,
    )


def help_page(node: Node) -> Page:
    """Return what the command says when it is asked for help."""
    _, command, ctx = node
    return recorded(command, ctx)


def reference(nodes: Sequence[Node]) -> Reference:
    """Return what completion scripts and manual pages say of the tree."""
    _, root, ctx = nodes[0]
    shared = [each for each in root.get_params(ctx) if each.name in SHARED]
    return Reference(
        tuple(_option("", each, ctx) for each in shared),
        tuple(_described(*node, {each.name: each.opts[0] for each in shared}) for node in nodes),
    )


def _described(path: str, command: Any, ctx: Any, shared: Mapping[str, str]) -> Command:
    text = inspect.cleandoc(command.help or "")
    parameters = command.get_params(ctx)
    options = [each for each in parameters if each.param_type_name == "option"]
    taken = {each.name for each in options}
    return Command(
        path=path,
        summary=text.partition("\n")[0].rstrip("."),
        usage=" ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]),
        description=text,
        options=tuple(
            _option(path, each, ctx) for each in options if each.name not in {*SHARED, "help"}
        ),
        without=()
        if hasattr(command, "summaries")
        else tuple(option for name, option in shared.items() if name not in taken),
        arguments=tuple(
            _argument(path, each, ctx) for each in parameters if each.param_type_name == "argument"
        ),
        commands=tuple(getattr(command, "summaries", dict)()),
        examples=tuple(_examples(command.epilog)),
    )


def _option(path: str, option: Any, ctx: Any) -> Option:
    takes_value = not option.is_flag and not option.count
    metavar = _metavar(option, ctx) if takes_value else ""
    values = _values(path, option) if takes_value else ()
    return Option(
        names=(*option.opts, *option.secondary_opts),
        metavar=metavar,
        help=_one_line(option.help),
        values=values,
        kind=kind_of(path, option.name, metavar) if takes_value and not values else "",
    )


def _argument(path: str, argument: Any, ctx: Any) -> Argument:
    metavar = _metavar(argument, ctx)
    values = _values(path, argument)
    return Argument(
        metavar=metavar,
        help=_one_line(argument.help),
        values=values,
        kind="" if values else kind_of(path, argument.name, metavar),
        repeated=argument.nargs != 1,
    )


def _metavar(parameter: Any, ctx: Any) -> str:
    """Return what stands for the value; a type's own name, such as `<int range>`, says little."""
    metavar = str(parameter.make_metavar(ctx=ctx))
    if not metavar.startswith("<"):
        return metavar
    return "TEXT" if "str" in metavar else "PATH" if "path" in metavar else "N"


def _values(path: str, parameter: Any) -> tuple[str, ...]:
    if choices := getattr(parameter.type, "choices", ()):
        return tuple(str(getattr(each, "value", each)) for each in choices)
    said = _one_line(parameter.help)
    if said.startswith(_LISTED):
        return tuple(said.removeprefix(_LISTED).rstrip(".").split(", "))
    return values_of(path, parameter.name)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _examples(epilog: str | None) -> Iterator[str]:
    _, _, lines = (epilog or "").partition("Examples:\n")
    return (line.strip() for line in lines.splitlines() if line.strip())
