"""Four generators read the document; what they write compiles, and drives a container's life."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers_cli import sandbox as package
from layers_cli.sandbox.testing import Sandbox, sandbox
from tests.sandbox.openapi.installed_tools import modules, node_tool, python_tool

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

DOCUMENT = Path(package.__file__).with_name("openapi.json")
LIFECYCLES = Path(__file__).with_name("lifecycles")
TSCONFIG = {
    "compilerOptions": {
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "target": "es2022",
        "module": "nodenext",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
    },
    "include": ["*.ts"],
}


@pytest.fixture
def tested() -> Iterator[Sandbox]:
    with sandbox() as opened:
        yield opened


def run(*command: str, folder: Path) -> str:
    """Run a program in *folder*; return all that it prints."""
    # openapi-python-client tidies up with the ruff beside it.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ["PATH"]])
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def lifecycle(tested: Sandbox, *command: str, folder: Path) -> None:
    """Run a lifecycle, and hold what it tells against what the sandbox has."""
    story: dict[str, Any] = json.loads(
        run(*command, tested.base_url, tested.key, tested.project, folder=folder)
    )

    assert story == {
        "organization": tested.state.organization,
        "same": True,
        "job": "completed",
        "progress": 1,
        "preview": "slideshow",
        "listed": True,
        "approved": "approved",
        "refused": "CONFLICT",
        "details": {"approvalStatus": "approved"},
    }


def python_lifecycle(tested: Sandbox, name: str, folder: Path) -> None:
    python = python_tool("python")[0]
    run(python, "-m", "compileall", "-q", "generated", folder=folder)
    lifecycle(tested, python, str(LIFECYCLES / f"{name}.py"), folder=folder)


def typescript_lifecycle(tested: Sandbox, name: str, folder: Path) -> None:
    (folder / "node_modules").symlink_to(modules(), target_is_directory=True)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    shutil.copy(LIFECYCLES / f"{name}.ts", folder / "life.ts")
    run(*node_tool("tsc"), folder=folder)
    lifecycle(tested, node_tool("tsc")[0], "life.js", folder=folder)


def test_openapi_python_client(tested, tmp_path):
    said = run(
        *python_tool("openapi-python-client"),
        *("generate", "--path", str(DOCUMENT), "--meta", "none", "--fail-on-warning"),
        *("--output-path", "generated"),
        folder=tmp_path,
    )

    assert "arning" not in said
    python_lifecycle(tested, "openapi_python_client", tmp_path)


@pytest.mark.skipif(shutil.which("java") is None, reason="openapi-generator needs Java")
def test_openapi_generator(tested, tmp_path):
    run(
        *python_tool("openapi-generator-cli"),
        *("generate", "-g", "python", "-i", str(DOCUMENT), "-o", "."),
        *("--package-name", "generated"),
        folder=tmp_path,
    )

    python_lifecycle(tested, "openapi_generator", tmp_path)


def test_openapi_typescript(tested, tmp_path):
    """With its defaults, by which a field that has a default would be required."""
    run(*node_tool("openapi-typescript"), str(DOCUMENT), "-o", "generated.ts", folder=tmp_path)

    typescript_lifecycle(tested, "openapi_typescript", tmp_path)


def test_orval(tested, tmp_path):
    run(
        *node_tool("orval"),
        *("--input", str(DOCUMENT), "--output", "generated.ts", "--client", "fetch"),
        folder=tmp_path,
    )

    typescript_lifecycle(tested, "orval", tmp_path)
