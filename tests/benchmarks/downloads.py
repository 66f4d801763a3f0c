"""`content download` of 10 × 30 MB beside `curl -o` of the same files.

`python -m tests.benchmarks.downloads [ROUNDS]`; over plain HTTP and over TLS, start-up included.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.timing import (
    API_KEY,
    LAYERS,
    MEMORY,
    certified,
    clean_environment,
    race,
    report_transfer,
    served,
)

MB = 1_000_000
CONTAINER, COUNT, SIZE = "cnt_ten", 10, 30 * MB


def make_media(folder: Path) -> None:
    """Write the files of the container."""
    place = folder / CONTAINER
    place.mkdir(parents=True)
    for number in range(COUNT):
        # In small pieces: what this process holds counts as its children's peak too.
        with (place / f"{number:02}.mp4").open("wb") as file:
            for _ in range(SIZE // MB):
                file.write(os.urandom(MB))


def main(rounds: int = 5) -> bool:
    """Print times as ratios, and peak memory; True if all bounds hold."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        make_media(Path(home, "media"))
        certificate = certified(Path(home), "localhost")
        held = [compare(Path(home), each, rounds) for each in (None, certificate)]
        return all(held)


def compare(home: Path, certificate: Path | None, rounds: int) -> bool:
    """Race the two, over TLS with a *certificate*, each into a fresh name as `-o` does."""
    given = [str(certificate)] if certificate else []
    with served("media_server", str(home / "media"), *given) as (port, tls_port):
        start = f"https://localhost:{tls_port}" if certificate else f"http://127.0.0.1:{port}"
        environ = clean_environment(
            home,
            LAYERS_API_KEY=API_KEY,
            LAYERS_BASE_URL=f"http://127.0.0.1:{port}",
            LAYERS_STATE_DIR=str(home / "state"),
            SSL_CERT_FILE=str(home / "ca.pem"),
        )
        urls = [f"{start}/media/{CONTAINER}/{number:02}.mp4" for number in range(COUNT)]
        gets = " ".join(f"-o {home}/curl/{number:02}.mp4 {url}" for number, url in enumerate(urls))
        fresh = f"rm -rf {home}/curl {home}/ours; mkdir {home}/curl {home}/ours"
        commands = {
            "curl": f"{fresh}; exec curl -sS --cacert {home}/ca.pem {gets}",
            "layers": f"{fresh}; exec {LAYERS} content download {CONTAINER} -o {home}/ours -q",
        }
        samples = race(
            {each: ["sh", "-c", line] for each, line in commands.items()},
            rounds=rounds,
            environ=environ,
        )
    if certificate:
        return report_transfer("TLS", samples, 2.0)
    return report_transfer("HTTP", samples, 3.5)


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
