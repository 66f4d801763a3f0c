"""Workbooks: what is read of them, and that none of them takes more than its share."""

import os
import sys
import zipfile

import pytest

from layers_cli.inputs import workbooks
from layers_cli.inputs.spreadsheets import SheetError, read_sheet
from tests.inputs.workbook_files import FOLDER, cell, rows_of, table, workbook, zipped

if not os.environ.get("CI"):  # where it is missing, these tests fail
    pytest.importorskip("python_calamine", reason="pip install 'layers-cli[sheets]'")

COLUMNS = ("key", "hook")


def read(path, tab=None):
    with path.open("rb") as file, read_sheet(file, columns=COLUMNS, tab=tab) as sheet:
        return sheet, list(sheet.rows())


def refusal(path, tab=None):
    with pytest.raises(SheetError) as said:
        read(path, tab)
    return str(said.value)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_workbook_of_libreoffice_is_read_as_people_see_it(ending):
    sheet, rows = read(FOLDER / f"libreoffice.{ending}")

    assert sheet.header == ("key", "format", "hook", "variants", "market", "when")
    assert sheet.book.others == ("Notes",)
    assert [row.number for row in rows] == list(range(2, 8))
    assert [row.values["key"] for row in rows] == [
        "morning",
        "größe",
        "third",
        "error",
        "merged",
        "below",
    ]
    assert rows[0].values["hook"] == "Wait for it...\nthis habit changed everything 🧠"
    assert rows[1].values["hook"] == "POV: größe"
    assert (rows[0].values["variants"], rows[0].values["when"]) == ("1", "2026-12-01")
    assert rows[1].values["when"] == "2026-12-01 09:30:00"


def test_text_of_libreoffice_is_read_like_its_workbook():
    _, in_book = read(FOLDER / "libreoffice.xlsx")
    _, in_text = read(FOLDER / "libreoffice.csv")

    same = ("key", "hook", "variants", "market")
    pick = lambda rows: [[row.values[name] for name in same] for row in rows]  # noqa: E731
    assert pick(in_text[:3]) == pick(in_book[:3])


def test_cells_without_a_value_say_why():
    _, rows = read(FOLDER / "libreoffice.xlsx")
    flaws = {row.values["key"]: row.flaws for row in rows if row.flaws}

    assert flaws.keys() == {"error", "below"}
    assert "#DIV/0!" in flaws["error"]["hook"]
    assert "merged" in flaws["below"]["hook"]


def test_counts_of_what_is_blank_for_a_reason_are_said():
    sheet, _ = read(FOLDER / "libreoffice.ods")

    assert "1 formula with an error, 1 area of merged cells" in sheet.note
    assert "from its sheet `Hooks` (--sheet NAME chooses another)" in sheet.note


def test_formula_that_was_never_calculated_is_no_empty_text(tmp_path):
    rows = (
        f"<row r='1'>{cell('A1', 'key')}{cell('B1', 'hook')}</row>"
        f'<row r="2">{cell("A2", "a")}<c r="B2"><f>"POV"</f></c></row>'
        f'<row r="3">{cell("A3", "b")}<c r="B3"><f>"POV"</f><v></v></c></row>'
        f'<row r="4">{cell("A4", "c")}<c r="B4" t="str"><f>""</f><v></v></c></row>'
        f'<row r="5">{cell("A5", "d")}<c r="B5" t="str"><f>"POV"</f><v>POV</v></c></row>'
    )
    sheet, found = read(workbook(tmp_path / "f.xlsx", rows))

    assert sheet.book.uncalculated == 2
    assert [sorted(row.flaws) for row in found] == [["hook"], ["hook"], [], []]
    assert [row.values["hook"] for row in found] == ["", "", "", "POV"]


def test_sheet_is_chosen_by_its_name():
    _, [row] = read(FOLDER / "libreoffice.xlsx", "Old")

    assert row.values == {"key": "old", "hook": "Old words"}
    assert "has no sheet `Nope`; its sheets are Hooks, Notes, Old" in refusal(
        FOLDER / "libreoffice.xlsx", "Nope"
    )


def test_rows_keep_their_numbers_below_blank_ones(tmp_path):
    rows = rows_of([[], [], ["key", "hook"], [], ["a", "one\ntwo"], ["b", "x"]])

    _, found = read(workbook(tmp_path / "b.xlsx", rows))

    assert [(row.number, row.line, row.values["hook"]) for row in found] == [
        (5, 5, "one\ntwo"),
        (6, 6, "x"),
    ]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(99), "is a workbook of Excel 97 to 2003; save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (b"<html><table>", "is a web page"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?>', "is a web page or XML"),
        (b"PK\x03\x04" + bytes(99), "is a damaged workbook"),
    ],
)
def test_file_that_is_no_sheet_is_refused_as_what_it_is(tmp_path, head, said):
    path = tmp_path / "hooks.xls"
    path.write_bytes(head)

    assert said in refusal(path)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"word/document.xml": b""}, "is a ZIP file, and no workbook"),
        ({"Index/Document.iwa": b""}, "is a document of Numbers"),
        ({"xl/workbook.bin": b""}, "is a binary workbook"),
        (
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"",
                "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            },
            "is encrypted",
        ),
    ],
)
def test_archive_that_cannot_be_read_says_what_to_do(tmp_path, parts, said):
    found = refusal(zipped(tmp_path / "hooks.xlsx", parts))

    assert said in found
    assert "CSV" in found


@pytest.mark.slow
def test_archive_that_unpacks_to_a_gigabyte_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book,
        book.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(1000):
            part.write(bytes(1_000_000))

    assert path.stat().st_size < 10_000_000
    assert "unpacks to 1000 MB, and 300 are read" in refusal(path)


def test_hidden_sheet_alone_is_not_read_unasked(tmp_path):
    path = workbook(tmp_path / "h.xlsx", rows_of([["key", "hook"], ["a", "x"]]), hidden=True)

    assert "has no sheet that is not hidden" in refusal(path)
    assert read(path, "Hooks")[1][0].values == {"key": "a", "hook": "x"}


def test_cell_in_the_far_corner_is_named(tmp_path):
    far = f'<row r="1">{cell("A1", "key")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'

    assert "has the cell XFD1048576, and 200 columns are read" in refusal(
        workbook(tmp_path / "far.xlsx", far)
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no bound of memory there")
def test_cell_that_hides_in_the_far_corner_takes_no_memory(tmp_path):
    """The reference is written as nobody does: only the bound of the process is left."""
    far = f"<row r='1'>{cell('A1', 'key')}</row>" + cell("XFD1048576", "x").replace('"', "'")

    assert "takes too much memory" in refusal(workbook(tmp_path / "far.xlsx", far))


@pytest.mark.slow
def test_cell_of_100_mb_is_refused_by_its_row(tmp_path):
    path = table(tmp_path / "long.xlsx", [["key", "hook"], ["a", "x" * 100_000_000], ["b", "y"]])

    _, rows = read(path)

    assert [row.problem for row in rows] == ["is longer than 4,000,000 characters"]


def test_reading_that_takes_too_long_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "_SECONDS", 0.001)

    assert "takes longer than" in refusal(table(tmp_path / "a.xlsx", [["key", "hook"]]))


def test_workbook_without_its_reader_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)

    path = table(tmp_path / "a.xlsx", [["key", "hook"]])
    with pytest.raises(SheetError) as said:
        read(path)
    assert "layers-cli[sheets]" in str(said.value)
