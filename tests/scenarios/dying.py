"""Runs a command again and again and kills it, each time one durable step later; then resumes it.

`python -m tests.scenarios.dying FOLDER RESUME… -- WORD… {n}`: each run has a state folder of its own below
FOLDER, and its number in the place of `{n}`. Prints one JSON object for each kill. A step is durable
when its transaction is committed, its file is whole, or its answer has arrived.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import httpx

from layers_cli.cli.main import run
from layers_cli.context.context import CommandContext
from layers_cli.render.output import Output


class Steps:
    """Counts durable steps and kills its process, as nothing can stop, after the *last* one."""

    def __init__(self, last: int | None) -> None:
        self.left = last

    def __call__(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Network(httpx.BaseTransport):
    """The network; what a request has changed at the server is a durable step too."""

    def __init__(self, step: Callable[[], None]) -> None:
        self.inner = httpx.HTTPTransport()
        self.step = step

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        if request.method != "GET":
            response.read()
            self.step()
        return response

    def close(self) -> None:
        self.inner.close()


def layers(argv: list[str], state: Path, *, last: int | None) -> tuple[int, str]:
    """Run *argv* in a child of its own; return how that ended and what it wrote to stdout."""
    out = state / "out.txt"
    child = os.fork()
    if child == 0:
        step = Steps(last)
        environ = {**os.environ, "LAYERS_STATE_DIR": str(state)}
        with out.open("w") as stdout, redirect_stdout(stdout):
            runtime = CommandContext(
                out=Output(stdout=stdout, stderr=sys.stderr, environ=environ),
                environ=environ,
                cwd=state,
                transport=Network(step),
                pause=lambda _: None,
                committed=step,
            )
            code = run(argv, lambda: runtime)
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), out.read_text()


def main(folder: Path, resume: list[str], words: list[str]) -> None:
    """Kill at one step after the other until there is no step left to die at."""
    for number in range(1, 100):
        state = folder / str(number)
        state.mkdir(parents=True)
        argv, again = (
            [word.replace("{n}", str(number)) for word in each] for each in (words, resume)
        )
        killed, _ = layers(argv, state, last=number)
        if killed != -signal.SIGKILL:
            return
        code, said = layers([*again, "--json"], state, last=None)
        print(json.dumps({"step": number, "code": code, "answer": json.loads(said)}), flush=True)


if __name__ == "__main__":
    border = sys.argv.index("--")
    main(Path(sys.argv[1]), sys.argv[2:border], sys.argv[border + 1 :])
