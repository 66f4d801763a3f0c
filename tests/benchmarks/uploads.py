"""`layers upload` beside `curl -T` of the same files, into storage that drops what it gets.

Whole runs, start-up included; and what the bytes alone take, which is the difference to a run with
a small file. Over TLS both trust the same authority.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import trustme

from tests.benchmarks.timing import LAYERS, PYTHON, Sample, clean_environment, race, ratio, report

# A disk's pace says nothing of ours.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
MEGABYTE = 2**20
HEAD = {".mp4": b"\0\0\0\x18ftypisom", ".jpg": b"\xff\xd8\xff"}


def main(rounds: int = 7) -> bool:
    """Print times, over http and TLS, and memory; True if all bounds hold."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        folder = Path(home)
        large = [_file(folder / "large.mp4", 100 * MEGABYTE)]
        many = [_file(folder / f"{number}.jpg", 30 * MEGABYTE) for number in range(10)]
        small = [_file(folder / "small.jpg", 1000)]
        sets = {"100 MB": large, "10 x 30 MB": many, "1 kB": small}
        held = [_plain(folder, sets, rounds), _tls(folder, sets, rounds)]
    return all(held)


def _file(path: Path, size: int) -> Path:
    """Write a file that looks like media; each one has other bytes."""
    head = HEAD[path.suffix] + os.urandom(64)
    block = os.urandom(MEGABYTE)
    with path.open("wb") as file:
        file.write(head)
        while (left := size - file.tell()) > 0:
            file.write(block[:left])
    return path


def _plain(folder: Path, sets: Mapping[str, list[Path]], rounds: int) -> bool:
    with _sink("127.0.0.1") as port:
        url = f"http://127.0.0.1:{port}"
        samples = _samples(folder, sets, url, rounds)
    held = _reported("http", samples, 1.6)
    peak = max(sample.peak for name in sets for sample in samples[f"layers {name}"])
    return report("peak memory", peak, 60.0, unit="MiB") and held


def _tls(folder: Path, sets: Mapping[str, list[Path]], rounds: int) -> bool:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.2").private_key_and_cert_chain_pem.write_to_path(
        folder / "sink.pem"
    )
    # Another address of this machine, one that is treated like any host of the world.
    with _sink("127.0.0.2", str(folder / "sink.pem")) as port:
        url = f"https://127.0.0.2:{port}"
        samples = _samples(folder, sets, url, rounds, authority=str(folder / "ca.pem"))
    return _reported("TLS", samples, 1.3)


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
    folder: Path,
    sets: Mapping[str, list[Path]],
    url: str,
    rounds: int,
    *,
    authority: str | None = None,
) -> dict[str, list[Sample]]:
    trust = {"SSL_CERT_FILE": authority} if authority else {}
    environ = clean_environment(
        folder, LAYERS_API_KEY="lp_test_x", LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1", **trust
    )
    commands: dict[str, list[str]] = {}
    for name, files in sets.items():
        paths = [str(path) for path in files]
        known = ["--cacert", authority] if authority else []
        targets = [word for path in paths for word in ("-T", path, f"{url}/store/x")]
        commands[f"curl {name}"] = ["curl", "-s", *known, *targets]
        # Else it finds out, after the first round, that all of it was uploaded before.
        commands[f"layers {name}"] = [LAYERS, "upload", *paths, "--as", "each", "--again", "-q"]
    return race(commands, rounds=rounds, environ=environ)


def _reported(how: str, samples: Mapping[str, list[Sample]], bound: float) -> bool:
    held = []
    for name in ("100 MB", "10 x 30 MB"):
        whole = ratio(samples, f"layers {name}", f"curl {name}")
        held.append(report(f"{name} over {how}, whole run through curl's", whole, bound))
        bytes_alone = _above_small(samples, "layers", name) / _above_small(samples, "curl", name)
        held.append(report(f"{name} over {how}, the bytes alone", bytes_alone, bound))
    return all(held)


def _above_small(samples: Mapping[str, list[Sample]], program: str, name: str) -> float:
    """Return what the bytes of *name* add to a run, in seconds: the difference of medians."""
    large, small = (
        median(sample.wall for sample in samples[f"{program} {each}"]) for each in (name, "1 kB")
    )
    return large - small


if __name__ == "__main__":
    main()
