"""The command tree: nouns and verbs that are imported only when they are used.

A noun's module registers plain functions with `Noun.command`. A plain command line is read by
`reading.py`; for all others `building.py` makes Typer's commands of the same declarations. Both say
with a `Call` what they have read, and `carry_out` does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from layers_cli.commands.options import SHARED

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

CommandFunction = Callable[..., None]

# Module and summary of each command of the root, in the order of the help. A module has either
# `noun`, a `Noun`, or `verbs`, a `Noun` whose commands stand at the top.
PLACES: Mapping[str, tuple[str, str]] = {
    "content": ("content", "Generate, look at, review and download content"),
    "jobs": ("jobs", "Watch, read, resume and cancel generation jobs"),
    "upload": ("upload", "Upload finished media: files, folders and URLs become content"),
    "media": ("media", "Keep what a project's content is made from: logo, screenshots, demo"),
    "whence": ("whence", "Say which container a file belongs to; works offline"),
    "project": ("project", "List, create, change and choose projects"),
    "auth": ("auth", "Log in and out"),
    "whoami": ("account", "Say who the key belongs to, and what it may do"),
    "credits": ("account", "Show what can still be spent, and what formats cost"),
    "config": ("config", "Read and change settings"),
    "sandbox": ("sandbox", "Run the local stand-in for the API"),
    "doctor": ("doctor", "Check everything layers depends on, and say how to fix it"),
    "ci": ("ci", "Write workflows that run layers in CI"),
    "explain": ("explain", "Explain an error code: its cause, the fix, whether to try again"),
    "completion": (
        "completion",
        "Print the script that completes commands, options and ids in a shell",
    ),
    "api": ("api", "Call any route of the API"),
    "schema": ("schema", "Print the JSON Schema of what a command prints with --json"),
    "help": ("help", "Explain a command or a topic"),
}


@dataclass(frozen=True)
class Verb:
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
        from inspect import getdoc

        return (getdoc(self.function) or "").partition("\n")[0].rstrip(".")


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


def place(name: str) -> Noun | Verb:
    """Import the module of *name*, one of `PLACES`, and return the noun or the command."""
    module = import_module(f"layers_cli.commands.{PLACES[name][0]}")
    found: Noun | Verb = module.noun if hasattr(module, "noun") else module.verbs.verbs[name]
    return found


class NoCommandError(Exception):
    """A group was named and none of its commands; the text is the group's help."""


class ClosedPipeError(Exception):
    """Nobody reads stdout any more, as after `| head`: not an error, but the end."""


@dataclass(frozen=True)
class Call:
    """What a command line asks for.

    *path* is as in `layers content list`; the shared options given before it and after it stay
    apart, `None` for each that was not given; *own* is what the function takes.
    """

    verb: Verb
    path: str
    at_root: Mapping[str, Any]
    at_command: Mapping[str, Any]
    own: Mapping[str, Any]


def carry_out(call: Call, context: CommandContext) -> None:
    """Do what the command line asks for."""
    context.command = call.path
    context.choose(**call.at_root)
    context.choose(**call.at_command)
    context.begin_report()
    context.check_fields(call.verb.shape, call.verb.also)
    try:
        call.verb.function(context, **call.own)
    except BrokenPipeError as exc:
        raise ClosedPipeError from exc
    except EOFError as exc:  # a question that nobody will answer: Typer ends it as Ctrl-C does
        raise KeyboardInterrupt from exc
