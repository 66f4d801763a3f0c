"""What it costs to start: ratios to `python -c pass` of the same environment, in one run.

And what a TAB in bash costs, as bash sees it: in milliseconds, beside a `gh __complete` of 47.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.timing import (
    API_KEY,
    LAYERS,
    PYTHON,
    clean_environment,
    page_server,
    race,
    ratio,
    report,
)

SCRIPT = Path(__file__).parents[2] / "completions" / "layers.bash"
BOUNDS = {
    "layers --version": 1.3,
    "layers --help": 1.3,
    "layers help": 1.3,
    "layers content --help": 1.3,
    "layers content list --help": 1.3,
    # No request: reading the line, the settings and writing one.
    "layers config path": 11.0,
    "layers content list --json": 18.0,
    "layers content list": 22.0,
}
TAB_MILLISECONDS = 15.0
# What is on the line, the word at the cursor last; ids come from a full cache.
TABS = {
    "a command": "layers content gen",
    "an option": "layers content list --sta",
    "a value": "layers content list --status comp",
    "one of 100 ids": "layers content get cnt_99",
}


def main(rounds: int = 21) -> bool:
    """Print the ratios; True if all bounds hold."""
    with tempfile.TemporaryDirectory() as home, page_server(25, 25) as url:
        environ = clean_environment(
            Path(home), LAYERS_API_KEY=API_KEY, LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1"
        )
        commands = {"python -c pass": [PYTHON, "-c", "pass"]}
        commands |= {name: [LAYERS, *name.split()[1:]] for name in BOUNDS}
        samples = race(commands, rounds=rounds, environ=environ)
    held = [
        report(name, ratio(samples, name, "python -c pass"), bound)
        for name, bound in BOUNDS.items()
    ]
    return all([*held, *(_tab(name, line) for name, line in TABS.items())])


def _tab(name: str, line: str, *, times: int = 30) -> bool:
    """Press TAB *times* after *line* in one bash, and report what one press takes."""
    bash = shutil.which("bash")
    if bash is None:
        return True
    with tempfile.TemporaryDirectory() as cache:
        seen = Path(cache, "seen", "_")
        seen.mkdir(parents=True)
        rows = "".join(
            f"cnt_{number}\t{'a hook of sixty characters ' * 2}\n" for number in range(100)
        )
        (seen / "containers").write_text(f"# place\n{rows}", encoding="utf-8")
        done = subprocess.run(
            [bash, "--norc", "-c", _PRESSES.format(script=SCRIPT, line=line, times=times)],
            env={"LAYERS_CACHE_DIR": cache, "PATH": "", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
    begun, ended = map(float, done.stdout.split())
    return report(
        f"TAB in bash: {name}", (ended - begun) * 1000 / times, TAB_MILLISECONDS, unit="ms"
    )


_PRESSES = """
source {script}
COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
echo $EPOCHREALTIME
for i in {{1..{times}}}; do _layers; done
[[ ${{COMPREPLY[*]}} ]] || exit 1
echo $EPOCHREALTIME
"""


if __name__ == "__main__":
    main()
