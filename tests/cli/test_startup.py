"""No command imports what it does not use."""

import subprocess
import sys

import pytest

from tests.benchmarks.timing import page_server, served

ALWAYS_LATE = "asyncio jinja2 jmespath keyring PIL sqlite3 starlette tomlkit"
CASES = {
    "--version": "typer httpx pydantic rich pathlib typing json re",
    "": "typer httpx pydantic rich pathlib typing json re",
    "content --help": "typer httpx pydantic rich pathlib typing json re",
    "help content list": "typer httpx pydantic rich pathlib typing json re",
    "config path": "httpx pydantic rich ssl",
    "explain NOT_FOUND --json": "httpx pydantic rich ssl",
    "content list --json": "rich pydantic msgspec",
    "content list --jsonl": "rich pydantic",
    "content list --bogus": "httpx pydantic rich ssl",
}


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    """An account on a server that has one page of containers."""
    with page_server(25, 25) as url:
        yield {
            "HOME": str(tmp_path_factory.mktemp("home")),
            "LAYERS_API_KEY": "k",
            "LAYERS_BASE_URL": url,
            "LAYERS_PROJECT": "p",
        }


@pytest.mark.parametrize(("line", "unused"), CASES.items())
def test_command_loads_nothing_that_it_does_not_use(line, unused, environ):
    assert sorted(_loaded(line, environ) & {*unused.split(), *ALWAYS_LATE.split()}) == []


def test_upload_of_one_post_loads_no_models_for_programs(tmp_path, environ):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"\xff\xd8\xff" + bytes(64))
    with served("upload_sink", "127.0.0.1") as [port]:
        sink = environ | {"LAYERS_BASE_URL": f"http://127.0.0.1:{port}"}
        loaded = _loaded(f"upload {file} --json", sink)

    assert sorted(loaded & {"pydantic", "rich"}) == []


def test_download_loads_neither_models_nor_what_draws(tmp_path, environ):
    (tmp_path / "cnt_1").mkdir()
    (tmp_path / "cnt_1" / "0.jpg").write_bytes(b"\xff\xd8\xff")
    with served("media_server", str(tmp_path)) as [port, *_]:
        server = environ | {"LAYERS_BASE_URL": f"http://127.0.0.1:{port}"}
        loaded = _loaded(f"content download cnt_1 -o {tmp_path}/out", server)

    assert (tmp_path / "out").is_dir()
    assert sorted(loaded & {"pydantic", "rich", "PIL"}) == []


def test_no_module_of_a_command_loads_what_only_people_see():
    code = (
        "import pkgutil, sys\n"
        "from importlib import import_module\n"
        "import layers_cli.commands as room\n"
        "for each in pkgutil.walk_packages(room.__path__, f'{room.__name__}.'):\n"
        "    if each.name != 'layers_cli.commands.schema': import_module(each.name)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())

    assert "layers_cli.commands.content.get" in loaded
    assert sorted(loaded & {"pydantic", "rich", "PIL", "jinja2", "textual", "dbos"}) == []


def _loaded(line, environ):
    """Return the names of the modules that the command *line* has loaded when it ends."""
    code = (
        f"import sys; sys.argv = ['layers', *{line.split()!r}]\n"
        "from layers_cli.cli.entry import main\n"
        "main(); sys.stderr.write('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ
    )
    return set(done.stderr.splitlines()[-1].split())
