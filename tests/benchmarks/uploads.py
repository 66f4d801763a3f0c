"""`layers upload` beside `curl -T` of the same ten files, into storage that drops what it gets.

Whole runs, start-up included. Over TLS both trust the same authority.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import trustme

from tests.benchmarks.timing import LAYERS, PYTHON, Sample, clean_environment, race, ratio, report

# A disk's pace says nothing of ours.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
MEGABYTE = 2**20
JPEG = b"\xff\xd8\xff"
PLAIN_BOUND, TLS_BOUND, PEAK = 3.5, 2.0, 60.0


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
    with _sink("127.0.0.1") as port:
        samples = _samples(folder, files, f"http://127.0.0.1:{port}", rounds)
    return _reported("HTTP", samples, PLAIN_BOUND)


def _tls(folder: Path, files: Sequence[Path], rounds: int) -> bool:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.2").private_key_and_cert_chain_pem.write_to_path(
        folder / "sink.pem"
    )
    # Another address of this machine, one that is treated like any host of the world.
    with _sink("127.0.0.2", str(folder / "sink.pem")) as port:
        url = f"https://127.0.0.2:{port}"
        samples = _samples(folder, files, url, rounds, authority=str(folder / "ca.pem"))
    return _reported("TLS", samples, TLS_BOUND)


@contextmanager
def _sink(address: str, *certificate: str) -> Iterator[int]:
    argv = [PYTHON, "-m", "tests.benchmarks.upload_sink", address, *certificate]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _samples(
    folder: Path, files: Sequence[Path], url: str, rounds: int, *, authority: str | None = None
) -> dict[str, list[Sample]]:
    trust = {"SSL_CERT_FILE": authority} if authority else {}
    environ = clean_environment(
        folder, LAYERS_API_KEY="lp_test_x", LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1", **trust
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


def _reported(how: str, samples: dict[str, list[Sample]], bound: float) -> bool:
    peak = max(sample.peak for sample in samples["layers"])
    time = ratio(samples, "layers", "curl")
    held = [
        report(f"10 x 30 MB over {how}, through curl's time", time, bound),
        report(f"10 x 30 MB over {how}, peak memory", peak, PEAK, unit="MiB"),
    ]
    return all(held)


if __name__ == "__main__":
    main()
