"""What the completion scripts and manual pages are written from."""

from typing import NamedTuple

FILES = "@files"
FOLDERS = "@folders"
CONTAINERS = "@containers"
JOBS = "@jobs"
PROJECTS = "@projects"
INFLUENCERS = "@influencers"
WEBHOOKS = "@webhooks"
POSTS = "@posts"
ACCOUNTS = "@accounts"
CAMPAIGNS = "@campaigns"
TRACKS = "@tracks"

PATHS = "@paths"
"""Names of commands and topics, as `layers help` takes them."""


class Option(NamedTuple):
    """One option: its *names*, the *metavar* of its value if it takes one, its *help*.

    *values* are those its value is known to be of; *offer* otherwise says what to offer: words and
    kinds, which are the names above, with commas between, or "" for nothing.
    """

    names: tuple[str, ...]
    metavar: str = ""
    help: str = ""
    values: tuple[str, ...] = ()
    offer: str = ""


class Argument(NamedTuple):
    """One argument: its *metavar*, its *help*, and what to offer, see `Option`."""

    metavar: str
    help: str = ""
    values: tuple[str, ...] = ()
    offer: str = ""
    repeated: bool = False


class CommandReference(NamedTuple):
    """A command or a group: its words after `layers`, and what can follow them.

    *options* are its own; it takes the shared ones too, unless it is a group below the root.
    """

    path: str
    summary: str
    usage: str = ""
    description: str = ""
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    commands: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Reference(NamedTuple):
    """The whole tree: its commands, the root first, and the options they *share*."""

    shared: tuple[Option, ...]
    commands: tuple[CommandReference, ...]

    def options_of(self, command: CommandReference) -> tuple[Option, ...]:
        """Return all that *command* takes, its own first."""
        is_group = command.commands and command.path
        shared = () if is_group else self.shared
        return (*command.options, *shared, HELP)


HELP = Option(("-h", "--help"), help="Show this message and exit.")
