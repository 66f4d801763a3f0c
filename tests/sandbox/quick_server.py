"""The server with a renderer that costs next to nothing: `python -m tests.sandbox.quick_server`.

Takes `--data`, `--ready-file`, `--generation-seconds` and `--credits`. With `--idle` no job is ever
begun, so that what is measured beside it has the processor. All else is the server's own.
"""

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.sandbox.rendering.renderer import RenderItem
from layers_cli.sandbox.server import worker
from layers_cli.sandbox.server.server import ServeOptions, _run, _Server
from layers_cli.sandbox.server.sockets import base_url, listen, lock_data_folder
from layers_cli.sandbox.state.state import CREDITS
from layers_cli.sandbox.testing import InstantRenderer, open_sandbox

BLOCKS = 512


@dataclass(frozen=True)
class BulkyRenderer(InstantRenderer):
    """Makes files large enough to be caught half written."""

    def draw(self, item: RenderItem) -> bytes:
        """Fill 32 KiB between JPEG's start and end marks with what follows from the piece."""
        digests = [hashlib.blake2b(f"{item.work}/{n}".encode()).digest() for n in range(BLOCKS)]
        return b"\xff\xd8" + b"".join(digests) + b"\xff\xd9"


class IdleWorker(worker.Worker):
    """Begins nothing."""

    def claim(self) -> None:
        """Claim no container."""


def serve(
    data: Path, ready_file: Path, generation_seconds: float, *, credits: int, idle: bool
) -> None:
    """Serve until told to stop."""
    if idle:
        worker.Worker = IdleWorker  # type: ignore[misc]
    options = ServeOptions(data, ready_file=ready_file, generation_seconds=generation_seconds)
    with lock_data_folder(data), listen(options.host, options.port) as listener:
        settings: dict[str, Any] = {
            "base_url": base_url(listener),
            "generation_seconds": generation_seconds,
            "seeded_credits": credits,
        }
        sandbox = open_sandbox(data, renderer=BulkyRenderer(), **settings)
        try:
            _run(_Server(sandbox, options, listener, None).run())
        finally:
            sandbox.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--ready-file", type=Path, required=True)
    parser.add_argument("--generation-seconds", type=float, default=0)
    parser.add_argument("--credits", type=int, default=CREDITS)
    parser.add_argument("--idle", action="store_true")
    serve(**vars(parser.parse_args()))
