"""The Typer application: a root and groups that import a command's module when it is called."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import typer
from typer.core import TyperGroup

from layers_cli.cli import command, manifest, stored_help, suggestions, vendor
from layers_cli.cli.shared_options import root
from layers_cli.topics import TOPICS


class NoCommandError(Exception):
    """A group was named and none of its commands; the text is the group's help."""


class Group(TyperGroup):
    """A group of the manifest, which makes a command when it is asked for it by name."""

    path = ""
    """Its words after `layers`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the manifest."""
        return manifest.names_below(self.path)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Make the group or command *cmd_name* at its first use."""
        path = f"{self.path} {cmd_name}".strip()
        if path in manifest.COMMANDS and cmd_name not in self.commands:
            make = group if manifest.is_group(path) else command.load
            self.commands[cmd_name] = make(path)
        return self.commands.get(cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; without a command, it is the default one or a mistake.

        The mistake is answered with the help.
        """
        if self.path in manifest.DEFAULTS and not (args and _is_own(args[0])):
            args = [manifest.DEFAULTS[self.path].rpartition(" ")[2], *args]
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help())
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of *args*, or name the nearest ones; none of them is run."""
        if not self.path and args[0] in vendor.WORDS:
            raise vendor.not_installed(args[0])
        if args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            ctx.fail(suggestions.no_such_command(self.path, args[0]))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options by panels, then the commands."""
        command.write_panels(self.get_params(ctx), ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands with their lines of the manifest, without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, manifest.COMMANDS[f"{self.path} {name}".strip()])
                    for name in self.list_commands(ctx)
                ]
            )


def _is_own(word: str) -> bool:
    """Tell whether *word* is for the group itself: a command, or its help."""
    return not word.startswith("-") or word in stored_help.HELP_FLAGS


class Root(Group):
    """`layers` itself."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, and the topics that `layers help` explains."""
        super().format_commands(ctx, formatter)
        with formatter.section("Help topics"):
            formatter.write_dl(list(TOPICS.items()))


def group(path: str) -> Group:
    """Make the group *path*; none of its commands is loaded yet."""
    made = Group(
        name=path.rpartition(" ")[2],
        help=f"{manifest.COMMANDS[path]}.",
        rich_markup_mode=None,
        context_settings=command.SETTINGS,
    )
    made.path = path
    return made


@cache
def build() -> Root:
    """Make the root; no command is loaded yet. One does for all runs in a process, as in tests."""
    app = typer.Typer(
        cls=Root,
        add_completion=False,
        rich_markup_mode=None,
        context_settings=command.SETTINGS,
        epilog="Try it without an account: layers --sandbox content generate --hook 'Hello'",
    )
    app.callback()(root)
    return typer.main.get_command(app)  # type: ignore[return-value]  # the class we named


def run(argv: Sequence[str], context: Any) -> int:
    """Run the command line *argv* and return its exit code.

    *context* makes the `CommandContext` once the command is known: a mistake needs none.
    """
    done = build().main(args=list(argv), prog_name="layers", standalone_mode=False, obj=context)
    return int(done or 0)
