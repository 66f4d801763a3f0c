"""A real shell on a pseudo-terminal, and the screen that its user would see."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

COMPLETIONS = Path(__file__).parents[2] / "completions"
PROMPT = "READY> "
COLUMNS, LINES = 150, 40

# How each shell is started without anybody's settings, and made ready.
STARTS = {
    "bash": (["--norc", "--noprofile"], "PS1='{prompt}'; source {script}"),
    "zsh": (
        ["-f"],
        "PS1='{prompt}'; autoload -Uz compinit; compinit -u -D; source {script}",
    ),
    "fish": (["--no-config"], "function fish_prompt; echo -n '{prompt}'; end; source {script}"),
}
SCRIPTS = {"bash": "layers.bash", "zsh": "_layers", "fish": "layers.fish"}


class ShellScreen:
    """Types into a shell and reads what is on its screen."""

    def __init__(self, shell: str, home: Path, environ: dict[str, str]) -> None:
        program = shutil.which(shell)
        if program is None:
            if os.environ.get("CI"):
                pytest.fail(f"{shell} is missing: .ci/run installs it")
            pytest.skip(f"{shell} is missing: apt-get install {shell}")
        arguments, begin = STARTS[shell]
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            program,
            arguments,
            cwd=str(home),
            # No `layers` is in this PATH: completion may not need it.
            env={
                "HOME": str(home),
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "TERM": "xterm",
                **environ,
            },
            dimensions=(LINES, COLUMNS),
        )
        self._child.sendline(begin.format(prompt=PROMPT, script=COMPLETIONS / SCRIPTS[shell]))
        self.wait_for(f"\n{PROMPT.strip()}\n", "the prompt")
        self.start_over()

    def press(self, keys: str) -> None:
        self._child.send(keys)

    def start_over(self) -> None:
        """Empty the line and the screen."""
        self.press("\x15\x0c")
        self.wait_for(f"\n{PROMPT.strip()}\n", "a clear screen")

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def wait_for(self, text: str, what: str = "") -> str:
        """Read until *text* is on the screen and nothing more comes; return the screen."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if not self._read() and text in f"\n{self.text}\n":
                return self.text
        raise AssertionError(f"{what or text!r} never came:\n{self.text}")

    def _read(self) -> bool:
        """Take what the shell has written; False if it has been silent for a while."""
        try:
            written: Any = self._child.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return False
        self._stream.feed(written)
        return True

    def close(self) -> None:
        self._child.close(force=True)
