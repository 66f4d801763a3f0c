"""The ready file: how other programs find a running server. Written whole, for its owner alone."""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from layers_cli.formats.json_text import dumps


@dataclass(frozen=True)
class Ready:
    """What one needs to talk to a running server.

    Args:
        project: the seeded project's id.
        version: of layers.
        program: the interpreter.
        stamps: what tells whether it, or the program, has been installed anew, by path.
        options: the words that start such a server again, beside those of every server.
        extras: the modules of extras that were installed when it started.
        in_background: whether a command started it, and no person in a terminal.

    """

    pid: int
    base_url: str
    key: str = field(repr=False)
    control_token: str = field(repr=False)
    project: str
    version: str
    program: str
    stamps: dict[str, str]
    options: tuple[str, ...]
    extras: tuple[str, ...]
    in_background: bool

    def write(self, path: Path) -> None:
        """Put the file in place in one step, readable by its owner only."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(dumps(asdict(self)))
        part.replace(path)
