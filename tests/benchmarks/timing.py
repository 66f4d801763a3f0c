"""Times whole processes against each other: rounds in turn, medians, ratios. No absolute promise."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import trustme

PYTHON = sys.executable
# What pip wrote for the console script, where it was installed.
LAYERS = str(Path(sys.executable).with_name("layers"))
# As long as real ones are (api-rest 11.2): each answer is searched for it.
API_KEY = f"lp_test_{'K' * 16}_{'s' * 43}"
# A disk's pace says nothing of ours.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass(frozen=True)
class Sample:
    """One run of a process: *wall* and *cpu* in seconds, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


def run_once(argv: Sequence[str], environ: Mapping[str, str]) -> Sample:
    """Run *argv* to its end, its output thrown away."""
    begun = time.perf_counter()
    with subprocess.Popen(
        argv, env=dict(environ), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{argv} ended with {process.returncode}: {said.decode()}")
    wall = time.perf_counter() - begun
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def race(
    commands: Mapping[str, Sequence[str]], *, rounds: int, environ: Mapping[str, str]
) -> dict[str, list[Sample]]:
    """Run *commands* in turn, *rounds* times after one round to warm up."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, argv in commands.items():
            sample = run_once(argv, environ)
            if number:
                samples[name].append(sample)
    return samples


def ratio(samples: Mapping[str, list[Sample]], name: str, base: str) -> float:
    """Return the median over rounds of *name*'s wall time through *base*'s."""
    pairs = zip(samples[name], samples[base], strict=True)
    return median(one.wall / other.wall for one, other in pairs)


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment that distorts nothing (perf-anchors, "Conditions")."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {"HOME": str(home), "TERM": "dumb", **kept, **more}


@contextmanager
def served(module: str, *args: str) -> Iterator[list[int]]:
    """Run the server *module* of this folder in a process of its own; gives its ports."""
    argv = [PYTHON, "-m", f"tests.benchmarks.{module}", *args]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield [int(port) for port in process.stdout.readline().split()]
        finally:
            process.kill()


@contextmanager
def page_server(rows: int, size: int) -> Iterator[str]:
    """Run the page server; gives its base URL."""
    with served("page_server", str(rows), str(size)) as [port]:
        yield f"http://127.0.0.1:{port}"


def certified(folder: Path, host: str) -> Path:
    """Write `ca.pem`, and a certificate for *host* that it has signed; return the latter's path."""
    authority, path = trustme.CA(), folder / "server.pem"
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert(host).private_key_and_cert_chain_pem.write_to_path(path)
    return path


def report_transfer(over: str, samples: Mapping[str, list[Sample]], bound: float) -> bool:
    """Print time through curl's, and peak memory, of ten files *over* HTTP or TLS."""
    peak, time = max(sample.peak for sample in samples["layers"]), ratio(samples, "layers", "curl")
    held = [
        report(f"10 x 30 MB over {over}, through curl's time", time, bound),
        report(f"10 x 30 MB over {over}, peak memory", peak, 60.0, unit="MiB"),
    ]
    return all(held)


def report(
    what: str, value: float, bound: float, *, unit: str = "x", at_least: bool = False
) -> bool:
    """Print a figure beside its bound and return whether it holds."""
    holds = value >= bound if at_least else value <= bound
    sign = ">=" if at_least else "<="
    print(
        f"{what:<52} {value:8.2f} {unit:<4} {sign} {bound:g}  {'ok' if holds else 'MISSED'}",
        flush=True,
    )
    return holds


def own_peak() -> float:
    """Return this process's peak memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
