"""Sheets that LibreOffice, the one on this machine, has opened and saved."""

import os
import shutil
import subprocess

import pytest

from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.records import RowAction

HEADER = "key,format,hook,variants,market\n"
ROWS = [
    f'row-{n},slideshow-builder,"Größe {n}: wait,\nfor ""it"" 🧠",{1 + n % 3},DE\n'
    for n in range(50)
]
IN_EUROPE = "csv:Text - txt - csv (StarCalc):59,34,76,1"  # semicolons, UTF-8


@pytest.fixture
def saved(tmp_path):
    """Open a file in LibreOffice and save it in another form; return its bytes."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: .ci/run installs it")
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc")

    def save(path, form):
        words = [
            "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{tmp_path}/office",
        ]
        # Comma, UTF-8, and no cell is taken for a number that was text.
        words += ["--infilter=CSV:44,34,76,1,,0,false,true"] if path.suffix == ".csv" else []
        folder = tmp_path / "saved"
        done = subprocess.run(
            [*words, "--convert-to", form, "--outdir", folder, path],
            capture_output=True,
            check=False,
        )
        [made] = folder.iterdir()
        content = made.read_bytes()
        made.unlink()
        assert content, done.stderr
        return content

    return save


@pytest.mark.slow
def test_sheet_that_libreoffice_saves_is_the_same_until_it_is_edited(
    planned, applied, layers, saved
):
    first = planned(HEADER + "".join(ROWS))
    assert (first.code, first.json["new"]) == (0, 50)
    plan = layers.cwd / "hooks.plan.jsonl"
    applied(plan)

    for form in ("xlsx", "ods", IN_EUROPE):
        ending = form.partition(":")[0]
        content = saved(layers.cwd / "hooks.csv", form)
        again = planned(content, "--name", "hooks", name=f"saved.{ending}")
        assert (again.code, again.json["done"], again.json["rows"]) == (0, 50, 50)

    changed = [row.replace("wait", "look") for row in ROWS[10:12]]
    added = [row.replace("row-", "new-") for row in ROWS[:3]]
    edited = layers.cwd / "edited.csv"
    edited.write_text(HEADER + "".join(reversed([*changed, *ROWS[12:], *added])))
    result = planned(saved(edited, "xlsx"), "--name", "hooks", name="saved.xlsx")

    names = ("new", "changed", "done", "removed", "invalid", "duplicate")
    assert [result.json[name] for name in names] == [3, 2, 38, 10, 0, 0]
    rows = read_plan(plan).rows()
    assert {row.name for row in rows if row.action is RowAction.CHANGED} == {"row-10", "row-11"}
