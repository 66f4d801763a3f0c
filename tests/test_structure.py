"""The shape of the package, enforced."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import layers_cli
from layers_cli.api import errors
from layers_cli.commands.building import build
from layers_cli.commands.tree import PLACES
from layers_cli.errors import error_table
from layers_cli.errors.reporting import describe
from tests.benchmarks.timing import page_server

PACKAGE = Path(layers_cli.__file__).parent
OURS = {path.stem if path.suffix == ".py" else path.name for path in PACKAGE.iterdir()}
# Rules and values that every part may use.
BELOW = {"__init__", "folders", "hashing", "keys", "value"}
# What is told of a run, and what uses it: each may import those before it.
LAYERS = (
    ("api", "ci", "config", "downloads", "exits", "ledger", "render", "sandbox", "uploads"),
    (
        "choosing",
        "documents",
        "moments",
        "endings",
        "problems",
        "recording",
        "runtime",
        "seen",
        "texts",
        "ways_out",
    ),
    ("schemas", "stopping", "topics"),
    ("services",),
    ("doctor",),
    ("commands",),
    ("cli",),
    ("reference",),
    ("entry", "__main__"),
)
# `layers help content list` runs `content list --help`; a topic's table is laid out as help is.
EXCEPTIONS = {
    ("commands/help.py", "layers_cli.cli.main"),
    ("topics/__init__.py", "layers_cli.reference.layout"),
    ("topics/__init__.py", "layers_cli.reference.layout.laid_out"),
}
CLIENTS = {"typer", "rich", "httpx", "pydantic"}


def ours_but(*allowed: str) -> set[str]:
    return {f"layers_cli.{name}" for name in OURS - BELOW - set(allowed)}


# What a part may not import: names of packages, ours and others'.
FORBIDDEN = {
    "api": {"typer", "rich", "platformdirs", "starlette"} | ours_but("api"),
    "render": {"typer", "httpx", "layers_cli.api.client", "layers_cli.api.session"}
    | ours_but("render", "api", "exits"),
    "config": CLIENTS | ours_but("config"),
    "sandbox": {"typer", "rich"} | ours_but("sandbox"),
    "ledger": CLIENTS | ours_but("ledger"),
    "uploads": CLIENTS | {"sqlite3", "socket", "http"} | ours_but("uploads"),
    "downloads": CLIENTS | {"sqlite3"} | ours_but("downloads", "api"),
    "ci": CLIENTS | ours_but("ci", "exits"),
    "services": {"typer", "httpx", "starlette"},
    "commands": {"httpx", "sqlite3", "starlette", "pydantic"},
}


class _AtRunTime(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def imported(path: Path, *, at_run_time: bool = True) -> set[str]:
    """The names that a module imports at run time, wherever in it; relative ones made absolute."""
    tree: ast.AST = ast.parse(path.read_text(encoding="utf-8"))
    if at_run_time:
        tree = _AtRunTime().visit(tree)
    package = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts[:-1])
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(
                [*(parent if node.level else []), *([node.module] if node.module else [])]
            )
            names.update({base, *(f"{base}.{alias.name}" for alias in node.names)})
    return names


@pytest.mark.parametrize("part", FORBIDDEN)
def test_no_part_reaches_where_it_must_not(part):
    for path in sorted((PACKAGE / part).rglob("*.py")):
        for name in imported(path):
            hit = [no for no in FORBIDDEN[part] if name == no or name.startswith(f"{no}.")]
            assert not hit, f"{path.relative_to(PACKAGE)} imports {name}"


def test_each_part_has_its_layer():
    assert OURS - BELOW - {"__pycache__", "py.typed"} == {
        name for layer in LAYERS for name in layer
    }


@pytest.mark.parametrize("level", range(len(LAYERS)))
def test_no_part_imports_one_above_it(level):
    above = {f"layers_cli.{name}" for layer in LAYERS[level + 1 :] for name in layer}
    for part in LAYERS[level]:
        for path in [PACKAGE / f"{part}.py", *sorted((PACKAGE / part).rglob("*.py"))]:
            for name in imported(path) if path.exists() else ():
                where = str(path.relative_to(PACKAGE))
                hit = [no for no in above if name == no or name.startswith(f"{no}.")]
                assert not hit or (where, name) in EXCEPTIONS, f"{where} imports {name}"


def test_httpx_is_known_to_one_module_of_the_client():
    knowing = [
        path.name
        for path in sorted((PACKAGE / "api").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import) and any(alias.name == "httpx" for alias in node.names)
    ]

    assert knowing == ["transport.py"]


def test_httpx_is_loaded_for_a_test_and_a_proxy_alone():
    knowing = {
        path.name
        for path in sorted((PACKAGE / "api").glob("*.py"))
        if "layers_cli.api.transport.httpx" in imported(path)
    }

    assert knowing == {"through_httpx.py"}


def test_few_modules_alone_open_connections_past_httpx():
    """One for all of ours, and one to find out what is wrong."""
    knowing = {
        path.name
        for path in sorted((PACKAGE / "api").glob("*.py"))
        if {"http.client", "socket"} & imported(path)
    }

    assert knowing == {"lines.py", "reachability.py"}


def test_each_error_of_the_api_has_an_ending():
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, errors.ApiError):
            exc = value.__new__(value)
            exc.args = ("x",)
            assert describe(exc).code != 0
            assert describe(exc).problem.code


def test_each_ending_names_an_error_that_there_is():
    assert all(hasattr(errors, name) for name in error_table.API_ERRORS)


def walk(command, path=()):
    yield path, command
    for name in getattr(command, "summaries", dict)():
        yield from walk(command.get_command(None, name), (*path, name))


def test_each_command_has_a_summary_and_an_example():
    for path, command in walk(build()):
        assert command.help, path
        if not hasattr(command, "summaries") and path:
            assert f"layers {' '.join(path)}" in (command.epilog or "").replace(" --sandbox", ""), (
                path
            )


def test_the_roots_summaries_are_those_of_the_commands():
    """They stand in the root's table so that `layers --help` imports no noun."""
    root = build()
    for name, (_, summary) in PLACES.items():
        assert root.get_command(None, name).help.partition("\n")[0].rstrip(".") == summary


HEAVY = {
    "rich",
    "httpx",
    "pydantic",
    "starlette",
    "PIL",
    "sqlite3",
    "asyncio",
    "msgspec",
    "tomlkit",
    "jinja2",
    "jmespath",
}
TYPER = {"typer", "click", "difflib", "layers_cli.commands.building"}


# What carries requests elsewhere, and what TLS takes: a plain request to this machine needs none.
HTTP = {"httpx", "httpcore", "h11", "anyio", "certifi", "http", "email", "ssl"}


def loaded_by(*argv: str, environ: dict[str, str] | None = None) -> set[str]:
    """The top-level modules that a command line leaves loaded."""
    code = (
        "import sys\n"
        f"sys.argv = ['layers', *{list(argv)!r}]\n"
        "from layers_cli.cli.entry import main\n"
        "code = main()\n"
        "sys.stderr.write('\\n' + ' '.join(sorted({n.partition('.')[0] for n in sys.modules} | {n for n in sys.modules if n.startswith('layers_cli.')})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **(environ or {})},
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["content", "--help"], ["content", "list", "--help"], ["jobs", "watch", "--help"]],
)
def test_help_loads_nothing_heavy(argv):
    assert not HEAVY & loaded_by(*argv)


def test_a_json_list_loads_neither_models_nor_rich(tmp_path, page_url):
    environ = {"LAYERS_API_KEY": "k", "LAYERS_BASE_URL": page_url, "LAYERS_PROJECT": "p"}
    loaded = loaded_by(
        "content", "list", "--json", environ=environ | {"LAYERS_CONFIG_DIR": str(tmp_path)}
    )

    assert "layers_cli.api.direct" in loaded
    heavy = {"rich", "pydantic", "msgspec", "tomllib", "tomlkit", "jinja2", "jmespath"}
    assert not (heavy | TYPER | HTTP) & loaded
    assert (
        not {"layers_cli.render.views.content", "layers_cli.render.view_types", "sqlite3"} & loaded
    )


@pytest.mark.parametrize(
    "line",
    [
        "upload one.jpg two.jpg --caption text --json",
        "--sandbox upload one.jpg -n",
        "content generate --hook hi --max-credits 0",
        "config list --show-origin",
        "sandbox status",
        "explain NOT_FOUND",
        "schema content list",
    ],
)
def test_a_plain_line_is_carried_out_without_typer(line, tmp_path):
    for name in ("one.jpg", "two.jpg"):
        tmp_path.joinpath(name).write_bytes(b"\xff\xd8\xff\xe0")
        line = line.replace(name, str(tmp_path / name))
    environ = {
        "LAYERS_API_KEY": "k",
        "LAYERS_BASE_URL": "http://127.0.0.1:9",
        "LAYERS_PROJECT": "p",
        "LAYERS_SANDBOX_DIR": str(tmp_path / "sandbox"),
        "LAYERS_CONFIG_DIR": str(tmp_path),
        "LAYERS_STATE_DIR": str(tmp_path),
    }
    assert not TYPER & loaded_by(*line.split(), environ=environ)


def test_one_module_makes_typers_commands_and_one_reads_its_help():
    knowing = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if any(name.partition(".")[0] == "typer" for name in imported(path))
    }

    assert knowing == {"commands/building.py", "reference/recording.py"}


@pytest.mark.parametrize(
    "line",
    [
        "--version",
        "--help",
        "help",
        "content --help",
        "sandbox keys -h",
        "help content list",
        "",
        "jobs",
    ],
)
def test_version_and_help_are_answered_before_typer_is_loaded(line):
    slow = {"typer", "typing", "re", "json", "shutil", "pathlib", "layers_cli.cli.main", *HEAVY}

    assert not slow & loaded_by(*line.split())


def test_a_table_for_programs_loads_no_models_either(tmp_path, page_url):
    environ = {
        "LAYERS_API_KEY": "k",
        "LAYERS_BASE_URL": page_url,
        "LAYERS_PROJECT": "p",
        "LAYERS_CONFIG_DIR": str(tmp_path),
        "LAYERS_CACHE_DIR": str(tmp_path / "cache"),
    }
    loaded = loaded_by("content", "list", environ=environ)

    assert "msgspec" in loaded
    assert not {"rich", "pydantic", "sqlite3", "layers_cli.ledger.recorder"} & loaded


def test_a_download_loads_no_other_client_either(tmp_path):
    """Both its requests, for the container and for the file, go the ordinary way."""
    (tmp_path / "media" / "cnt_1").mkdir(parents=True)
    (tmp_path / "media" / "cnt_1" / "1.mp4").write_bytes(b"clip")
    argv = [sys.executable, "-m", "tests.benchmarks.media_server", str(tmp_path / "media")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = server.stdout.readline().split()[0]
        environ = {
            "LAYERS_API_KEY": "k",
            "LAYERS_BASE_URL": f"http://127.0.0.1:{port}",
            "LAYERS_CONFIG_DIR": str(tmp_path),
            "LAYERS_STATE_DIR": str(tmp_path / "state"),
        }
        out = tmp_path / "out"
        argv = ["content", "download", "cnt_1", "-f", "-o", str(out)]
        # The first run makes the ledger, under a lock whose library may load more.
        _, loaded = (loaded_by(*argv, environ=environ) for _ in range(2))
        server.kill()

    assert [path.read_bytes() for path in out.rglob("*.mp4")] == [b"clip"]
    assert not HTTP & loaded


@pytest.fixture
def page_url():
    """The address of a server that has one page of containers."""
    with page_server(25, 25) as url:
        yield url
