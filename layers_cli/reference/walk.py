"""Reads the Typer app: every command with its options and arguments."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers_cli.cli.app import build
from layers_cli.cli.command import description_of, shared_params
from layers_cli.cli.manifest import COMMANDS, is_group, names_below
from layers_cli.reference.model import (
    ACCOUNTS,
    CAMPAIGNS,
    CONTAINERS,
    FILES,
    FOLDERS,
    INFLUENCERS,
    JOBS,
    PATHS,
    POSTS,
    PROJECTS,
    TRACKS,
    WEBHOOKS,
    Argument,
    CommandReference,
    Option,
    Reference,
)
from layers_cli.services.posting.accounts import PLATFORMS

_LISTED = "One of: "
"""So begins the help of a parameter that lists all it can be."""

# What a shell offers for a value that is not a choice: by the parameter's name, with the command's
# path or group where the name alone says too little, or by what stands for the value in the help.
OFFERS: Mapping[str, str] = {
    "container_id": CONTAINERS,
    "container_ids": CONTAINERS,
    "container": CONTAINERS,
    "job_id": JOBS,
    "jobs watch ids": f"{JOBS},{CONTAINERS}",
    "jobs names": f"{JOBS},{CONTAINERS}",
    "campaign name": CAMPAIGNS,
    "campaign report names": f"{CAMPAIGNS},{FILES}",
    "project": PROJECTS,
    "for_project": PROJECTS,
    "influencer": INFLUENCERS,
    "influencer_id": INFLUENCERS,
    "influencer_ids": INFLUENCERS,
    "endpoint_id": WEBHOOKS,
    "endpoint_ids": WEBHOOKS,
    "post_id": POSTS,
    "post_ids": POSTS,
    "to": ACCOUNTS,
    "music": f"none,auto,{TRACKS}",
    "account": ACCOUNTS,
    "accounts connect account": ",".join((*PLATFORMS, ACCOUNTS)),
    "accounts": ACCOUNTS,
    "project_id": PROJECTS,
    "help words": PATHS,
    "DIR": FOLDERS,
    "FILE": FILES,
    "SOURCE": FILES,
    "SOURCE...": FILES,
    "ci init output": FILES,
}

Node = tuple[str, Any, Any]
"""The path of a command, the command, and its Typer context."""


def tree() -> Iterator[Node]:
    """Yield every group and command, each group before what is in it; the root's path is ""."""
    root = build()
    nodes = {"": (root, _context(root, "layers", None))}
    for path in ("", *COMMANDS):
        if path:
            group, _, name = path.rpartition(" ")
            parent, above = nodes[group]
            command = parent.get_command(above, name)
            nodes[path] = (command, _context(command, name, above))
        yield path, *nodes[path]


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.context_class(
        command, info_name=name, parent=parent, obj={}, **command.context_settings
    )


def reference(nodes: Sequence[Node]) -> Reference:
    """Return what completion scripts and manual pages say of the tree."""
    return Reference(
        tuple(_option("", each) for each in shared_params(nodes[0][2])),
        tuple(_described(*node) for node in nodes),
    )


def _described(path: str, command: Any, ctx: Any) -> CommandReference:
    text = inspect.cleandoc(command.help or "")
    shared = shared_params(ctx)
    own = [each for each in command.params if each not in shared]
    return CommandReference(
        path=path,
        summary=text.partition("\n")[0].rstrip("."),
        usage=" ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]),
        description=text,
        options=tuple(_option(path, each) for each in own if each.param_type_name == "option"),
        arguments=tuple(
            _argument(path, each, ctx) for each in own if each.param_type_name == "argument"
        ),
        commands=tuple(names_below(path)) if is_group(path) else (),
        examples=() if is_group(path) else description_of(path).examples,
    )


def _option(path: str, option: Any) -> Option:
    names = (*option.opts, *option.secondary_opts)
    if option.is_flag:
        return Option(names, help=_one_line(option.help))
    values = _values(option)
    metavar = option.metavar or ("|".join(values) if values else option.type.name.upper())
    offer = "" if values else _offer(path, option.name, metavar)
    return Option(names, metavar, _one_line(option.help), values, offer)


def _argument(path: str, argument: Any, ctx: Any) -> Argument:
    metavar = str(argument.make_metavar(ctx=ctx))
    values = _values(argument)
    return Argument(
        metavar=metavar,
        help=_one_line(argument.help),
        values=values,
        offer="" if values else _offer(path, argument.name, metavar),
        repeated=argument.nargs != 1,
    )


def _offer(path: str, name: str, metavar: str) -> str:
    return OFFERS.get(offer_key(path, name, metavar), "")


def offer_key(path: str, name: str, metavar: str) -> str:
    """Return the key in `OFFERS` of a command's parameter, or "" if nothing is offered for it."""
    group = path.rpartition(" ")[0]
    keys = (f"{path} {name}", f"{group} {name}", name, metavar)
    return next((key for key in keys if key in OFFERS), "")


def _values(parameter: Any) -> tuple[str, ...]:
    if choices := getattr(parameter.type, "choices", ()):
        return tuple(str(getattr(each, "value", each)) for each in choices)
    said = _one_line(parameter.help)
    return tuple(said.removeprefix(_LISTED).rstrip(".").split(", ")) if _LISTED in said else ()


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
