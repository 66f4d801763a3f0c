"""`layers upload` beside `curl -T` of the same ten files, into storage that drops what it gets.

Whole runs, start-up included. Over TLS both trust the same authority.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.timing import (
    API_KEY,
    LAYERS,
    MEMORY,
    Sample,
    certified,
    clean_environment,
    race,
    report_transfer,
    served,
)

MEGABYTE = 2**20
JPEG = b"\xff\xd8\xff"


def main(rounds: int = 7) -> bool:
    """Print times, over http and TLS, and memory; True if all bounds hold."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        folder = Path(home)
        files = [_file(folder / f"{number}.jpg", 30 * MEGABYTE) for number in range(10)]
        held = [_plain(folder, files, rounds), _tls(folder, files, rounds)]
    return all(held)


def _file(path: Path, size: int) -> Path:
    """Write a file that looks like media; each one has other bytes."""
    block = os.urandom(MEGABYTE)
    with path.open("wb") as file:
        file.write(JPEG + os.urandom(64))
        while (left := size - file.tell()) > 0:
            file.write(block[:left])
    return path


def _plain(folder: Path, files: Sequence[Path], rounds: int) -> bool:
    with served("upload_sink", "127.0.0.1") as [port]:
        samples = _samples(folder, files, f"http://127.0.0.1:{port}", rounds)
    return report_transfer("HTTP", samples, 3.5)


def _tls(folder: Path, files: Sequence[Path], rounds: int) -> bool:
    # Another address of this machine, one that is treated like any host of the world.
    host = "127.0.0.2"
    with served("upload_sink", host, str(certified(folder, host))) as [port]:
        authority = str(folder / "ca.pem")
        samples = _samples(folder, files, f"https://{host}:{port}", rounds, authority=authority)
    return report_transfer("TLS", samples, 2.0)


def _samples(
    folder: Path, files: Sequence[Path], url: str, rounds: int, *, authority: str | None = None
) -> dict[str, list[Sample]]:
    trust = {"SSL_CERT_FILE": authority} if authority else {}
    environ = clean_environment(
        folder, LAYERS_API_KEY=API_KEY, LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1", **trust
    )
    paths = [str(path) for path in files]
    known = ["--cacert", authority] if authority else []
    targets = [word for path in paths for word in ("-T", path, f"{url}/store/x")]
    commands = {
        "curl": ["curl", "-s", *known, *targets],
        # Without --again it finds, after the first round, that all of it was uploaded before.
        "layers": [LAYERS, "upload", *paths, "--as", "each", "--again", "-q"],
    }
    return race(commands, rounds=rounds, environ=environ)


if __name__ == "__main__":
    main()
