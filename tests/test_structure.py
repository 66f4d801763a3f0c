"""The shape of the package: its rooms, the direction of imports, the size of what is in them."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

import layers_cli
from layers_cli.api import errors
from layers_cli.cli import manifest
from layers_cli.errors import error_table
from layers_cli.errors.reporting import describe

PACKAGE = Path(layers_cli.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

# A room may import those of the floors before its own, and no other of its own floor.
FLOORS = (
    {"filetypes", "formats"},
    {"api", "campaigns", "config", "sandbox", "uploads"},
    {"ledger"},
    {"downloads"},
    {"errors"},
    {"render"},
    {"ci", "completion", "inputs", "output_models", "topics"},
    {"context"},
    {"services"},
    {"doctor"},
    {"views"},
    {"review"},
    {"cli"},
    {"commands"},
    {"reference"},
)
# What rooms do without, of other people's.
WITHOUT = {
    "filetypes": {"typer", "rich", "httpx", "pydantic", "sqlite3", "starlette"},
    "api": {"typer", "rich", "starlette", "sqlite3"},
    "sandbox": {"typer", "rich"},
    "render": {"typer", "httpx"},
    "config": {"typer", "rich", "httpx", "pydantic"},
    "ledger": {"typer", "rich", "httpx", "pydantic"},
    "campaigns": {"typer", "rich", "httpx", "sqlite3"},
    "uploads": {"typer", "rich", "httpx", "sqlite3"},
    "downloads": {"typer", "rich", "httpx", "sqlite3"},
    "services": {"typer", "httpx", "starlette"},
    "review": {"typer", "httpx", "sqlite3", "starlette"},
    "commands": {"httpx", "sqlite3", "starlette", "textual"},
}
MOST_MODULES, MOST_LINES, MEDIAN_LINES, MOST_BODY_LINES = 16, 400, 110, 15


@cache
def sources() -> dict[str, str]:
    """The text of each module; read by the process that runs these tests, not by all of them."""
    return {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(source) for name, source in sources().items()}


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each import statement in *tree*, also those for types, with each name that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def room(name: str) -> str:
    """The room of a module of ours; the views, which know what services return, have their own."""
    if name.startswith("layers_cli.render.views"):
        return "views"
    return name.split(".")[1] if "." in name else ""


def imported_modules(name: str) -> set[str]:
    """The modules of ours that the module *name* imports."""
    wanted = {each for _, each in imports(trees()[name]) if each.startswith("layers_cli.")}
    found = {each if each in MODULES else each.rpartition(".")[0] for each in wanted}
    return found - {name, "layers_cli"}


def test_package_root_holds_two_modules():
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == ["__init__.py", "__main__.py"]


def test_each_room_has_a_floor():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}

    assert folders == set().union(*FLOORS) - {"views"}


FOLDERS = sorted({str(path.parent.relative_to(PACKAGE)) for path in MODULES.values()})


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_holds_few_modules(folder):
    modules = [path for path in (PACKAGE / folder).glob("*.py") if path.name != "__init__.py"]

    assert len(modules) <= MOST_MODULES


def test_modules_are_short():
    lines = {name: source.count("\n") for name, source in sources().items()}

    assert not [name for name, count in lines.items() if count > MOST_LINES]
    assert median(count for count in lines.values() if count > 1) <= MEDIAN_LINES


def test_files_of_tests_are_short():
    files = list(Path(__file__).parent.rglob("*.py"))
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in files}

    assert len(files) > 1
    assert not [str(path) for path, count in lines.items() if count > MOST_LINES]


@pytest.mark.parametrize("part", sorted(set().union(*FLOORS)))
def test_room_imports_from_lower_floors_only(part):
    level = next(number for number, floor in enumerate(FLOORS) if part in floor)
    allowed = {part}.union(*FLOORS[:level])
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        if room(name) == part
        for other in imported_modules(name)
        if room(other) not in allowed
    ]

    assert not wrong


@pytest.mark.parametrize("part", WITHOUT)
def test_room_does_without_a_library(part):
    wrong = [
        f"{name} imports {other}"
        for name, tree in trees().items()
        if room(name) == part
        for _, other in imports(tree)
        if other.partition(".")[0] in WITHOUT[part]
    ]

    assert not wrong


def test_imports_form_no_circle():
    left = {name: imported_modules(name) for name in MODULES}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    while unused := left.keys() - set().union(*left.values()):
        for name in unused:
            del left[name]

    assert not sorted(left)


def test_class_name_means_one_thing():
    """Beside the sandbox, which writes the contract down a second time."""
    names = Counter(
        node.name
        for name, tree in trees().items()
        if room(name) != "sandbox"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )

    assert not [name for name, count in names.items() if count > 1]


def says_why(source: str, line: int) -> bool:
    """Whether a comment stands at the import in *line*, or with the imports right above it."""
    above = source.splitlines()[:line]
    while above and (not above[-1] or above[-1].lstrip().startswith(("import ", "from "))):
        if "#" in above.pop():
            return True
    return bool(above) and above[-1].lstrip().startswith("#")


def test_import_in_a_function_says_why():
    bare = [
        f"{MODULES[name]}:{node.lineno}"
        for name, tree in trees().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node, _ in imports(function)
        if not says_why(sources()[name], node.lineno)
    ]

    assert not bare


def test_services_write_to_no_stream():
    """They return results; what they tell meanwhile goes to what a command hands in."""
    names = [name for name in MODULES if room(name) == "services"]

    assert not [name for name in names if "context.out" in sources()[name]]


def body_lines(path: str) -> int:
    """The lines of a command's function below its docstring."""
    tree = trees()[f"layers_cli.commands.{path.replace(' ', '.').replace('-', '_')}"]
    [function] = (
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("command(" in ast.unparse(each) for each in node.decorator_list)
    )
    docstring, *statements = function.body
    assert ast.get_docstring(function), docstring
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1


@pytest.mark.parametrize("path", manifest.commands())
def test_command_body_is_short(path):
    assert body_lines(path) <= MOST_BODY_LINES


def test_each_error_of_the_api_has_an_ending():
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, errors.ApiError):
            exc = value.__new__(value)
            exc.args = ("x",)
            assert describe(exc).code != 0
            assert describe(exc).problem.code


def test_each_ending_names_an_error_that_there_is():
    assert all(hasattr(errors, name) for name in error_table.API_ERRORS)
