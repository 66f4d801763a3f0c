"""`content download` of 10 × 30 MB beside `curl -o` of the same files.

`python -m tests.benchmarks.downloads [ROUNDS]`; over plain HTTP and over TLS, start-up included.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from tests.benchmarks.timing import LAYERS, PYTHON, clean_environment, race, ratio, report

MB = 1_000_000
CONTAINER, COUNT, SIZE = "cnt_ten", 10, 30 * MB
BOUNDS = {False: 3.5, True: 2.0}
PEAK = 60.0
# A disk's pace says nothing of ours.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@contextmanager
def media_server(folder: Path, certificate: Path | None) -> Iterator[tuple[int, int]]:
    """Run the media server in a process of its own; gives the API's port, and that of TLS."""
    argv = [PYTHON, "-m", "tests.benchmarks.media_server", str(folder)]
    argv += [str(certificate)] if certificate else []
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port, tls_port = map(int, process.stdout.readline().split())
            yield port, tls_port
        finally:
            process.kill()


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
        authority = trustme.CA()
        authority.cert_pem.write_to_path(f"{home}/ca.pem")
        certificate = Path(home, "server.pem")
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(certificate)
        held = [compare(Path(home), each, rounds) for each in (None, certificate)]
        return all(held)


def compare(home: Path, certificate: Path | None, rounds: int) -> bool:
    """Race the two, over TLS with a *certificate*, each into a fresh name as `-o` does."""
    with media_server(home / "media", certificate) as (port, tls_port):
        start = f"https://localhost:{tls_port}" if certificate else f"http://127.0.0.1:{port}"
        environ = clean_environment(
            home,
            LAYERS_API_KEY="lp_test_x",
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
    over = "TLS" if certificate else "HTTP"
    peak = max(sample.peak for sample in samples["layers"])
    time = ratio(samples, "layers", "curl")
    held = [
        report(
            f"10 x 30 MB over {over}, through curl's time", time, BOUNDS[certificate is not None]
        ),
        report(f"10 x 30 MB over {over}, peak memory", peak, PEAK, unit="MiB"),
    ]
    return all(held)


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
