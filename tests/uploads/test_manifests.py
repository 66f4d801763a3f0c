"""Manifests as people's programs write them: rows, names of other systems, what is said."""

import io
import json

import pytest

from tests.inputs.workbook_files import cell, rows_of, table, workbook
from tests.uploads.conftest import image

CASES = {
    "trailing.csv": (b"source,caption,,\r\na.jpg,hi,,\r\n,,,\r\n,,,\r\n", "hi", None),
    "semi.csv": (
        b'source;caption;group\r\na.jpg;"salut, ca va";\r\n',
        "salut, ca va",
        "semi.csv is read with semicolons between cells",
    ),
    "utf16.csv": (
        "source,caption\r\na.jpg,h\u00e9\r\n".encode("utf-16"),
        "h\u00e9",
        "utf16.csv is read in UTF-16",
    ),
    "cp1252.csv": (
        b"source,caption\r\na.jpg,caf\xe9 \x96 \x93hi\x94\r\n",
        "caf\u00e9 \u2013 \u201chi\u201d",
        "cp1252.csv is read in Windows-1252 (its words are like `caf\u00e9 \u2013 \u201chi\u201d`;",
    ),
    "list.tsv": (b"source\tcaption\na.jpg\thi, you\n", "hi, you", "with tabs between cells"),
}


@pytest.fixture
def planned(layers):
    (layers.cwd / "a.jpg").write_bytes(image())

    def run(name, content, *more):
        (layers.cwd / name).write_bytes(content)
        return layers("upload", "--manifest", name, "-n", "--json", *more)

    return run


@pytest.mark.parametrize("name", CASES)
def test_manifest_of_any_dialect_is_read_and_what_was_found_is_said(planned, name):
    content, caption, said = CASES[name]

    result = planned(name, content)

    assert [row["caption"] for row in result.json["items"]] == [caption], result.err
    assert (said or "") in result.err
    assert said or "is read" not in result.err


@pytest.mark.parametrize("name", CASES)
def test_manifest_on_standard_input_is_read_like_a_file(layers, name):
    (layers.cwd / "a.jpg").write_bytes(image())
    content, caption, _ = CASES[name]
    stdin = io.TextIOWrapper(io.BytesIO(content))

    result = layers("upload", "--manifest", "-", "-n", "--json", stdin=stdin)

    assert [row["caption"] for row in result.json["items"]] == [caption], result.err


def test_unclosed_quote_is_named_by_its_line(planned):
    result = planned("unclosed.csv", b'source,caption\na.jpg,"unclosed\nb.jpg,x\n')

    [refused] = result.error["details"]["refused"]
    assert refused["source"] == "unclosed.csv, line 2"
    assert refused["message"].startswith("opens a quote that is not closed")


def test_encoding_option_decides(planned):
    content = "source,caption\na.jpg,\u041f\u0440\u0438\u0432\u0435\u0442\n".encode("cp1251")

    refused = planned("m.csv", content)
    result = planned("m.csv", content, "--encoding", "windows-1251")

    assert refused.code == 2
    assert "`\u041f\u0440\u0438\u0432\u0435\u0442` in windows-1251" in refused.err
    assert "say --encoding NAME" in refused.err
    assert result.json["items"][0]["caption"] == "\u041f\u0440\u0438\u0432\u0435\u0442"


def test_encoding_option_needs_a_manifest(layers):
    result = layers("upload", "a.jpg", "--encoding", "utf-8", "--json")

    assert (result.code, result.error["param"]) == (2, "encoding")


def test_damaged_workbook_is_refused_as_one(planned):
    assert "m.xlsx is a damaged workbook" in planned("m.xlsx", b"PK\x03\x04" + bytes(50)).err


def test_workbook_is_read_like_text(planned, tmp_path):
    rows = [["source", "caption"], ["https://example.com/a.jpg", "Day one"]]
    content = table(tmp_path / "made.xlsx", rows).read_bytes()

    assert planned("m.xlsx", content).one["caption"] == "Day one"


def test_cell_without_a_value_is_no_caption(planned, tmp_path):
    rows = rows_of([["source", "caption"]])
    row = f'<row r="2">{cell("A2", "https://example.com/a.jpg")}<c r="B2"><f>A2</f></c></row>'
    path = workbook(tmp_path / "made.xlsx", rows + row)

    assert (
        "has a cell `caption` that is a formula that was never calculated"
        in planned("m.xlsx", path.read_bytes()).err
    )


@pytest.mark.parametrize("word", ["ftp://example.com/a.jpg", "file:///a.jpg", "https:///a.jpg"])
def test_address_that_nobody_fetches_is_called_one_wherever_it_is_named(planned, layers, word):
    said = f"{word} is not an https:// address"

    assert said in planned("m.csv", f"source\n{word}\n".encode()).err
    assert said in layers("upload", word, "-n").err


def test_json_array_is_refused_as_one(planned):
    result = planned("m.json", b'[{"source": "a.jpg", "caption": "One; two"}]')

    assert "m.json is a JSON array; write one object a line" in result.err
    assert "semicolons" not in result.err


def test_cell_of_any_length_is_a_caption_that_is_too_long(planned):
    result = planned("m.csv", b"source,caption\na.jpg," + b"x" * 300_000 + b"\n")

    assert "a.jpg has a caption of 300000 characters; the limit is 2200" in result.err


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("sub\\b.jpg", "sub/b.jpg"),
        ("Sub/B.JPG", "sub/b.jpg"),
        ("caf\u00e9.jpg", "cafe\u0301.jpg"),
        ("SUB\\Caf\u00e9.jpg", "sub/cafe\u0301.JPG"),
        ("shot 3.45 PM.png", "shot 3.45\u202fPM.png"),
    ],
)
def test_names_of_another_system_are_found(planned, layers, written, there):
    (layers.cwd / "sub").mkdir()
    (layers.cwd / there).write_bytes(image(3))

    result = planned("m.csv", f"source,caption\n{written},Hi\n".encode())

    assert [row["caption"] for row in result.json["items"]] == ["Hi"], result.err
    assert result.json["items"][0]["files"][0]["path"] == str(layers.cwd / there)


@pytest.mark.parametrize(
    "name", ["..\\a.jpg", "sub\\..\\..\\a.jpg", "C:\\a.jpg", "\\\\h\\s\\a.jpg"]
)
def test_names_of_another_system_cannot_reach_out(planned, name):
    result = planned("m.csv", f"source\n{name}\n".encode())

    assert "not below the manifest's folder" in result.err


def test_blank_captions_and_groups_are_none(planned, layers):
    (layers.cwd / "b.jpg").write_bytes(image(2))
    (layers.cwd / "a.txt").write_text("beside")
    rows = [
        {"source": "a.jpg", "caption": " ", "group": ""},
        {"source": "b.jpg", "group": "\u00a0"},
    ]

    result = planned("m.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows).encode())

    assert [row["caption"] for row in result.json["items"]] == ["beside", ""]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"source": "a.jpg", "caption": "\\ud83d"}', "has a caption that is not text"),
        ('{"source": "a.jpg", "caption": 5}', "has a caption that is not text"),
        ('{"source": " "}', "names no source"),
        ('{"source": []}', "names no source"),
        ('{"source": "a.jpg", "titel": 1}', "has a column `titel`"),
        ("[1]", "is not a JSON object"),
    ],
)
def test_bad_row_is_named_by_its_line(planned, row, message):
    result = planned("m.jsonl", f'{{"source": "a.jpg"}}\n\n{row}\n'.encode())

    [refused] = result.error["details"]["refused"]
    assert (refused["source"], result.code) == ("m.jsonl, line 3", 2)
    assert message in refused["message"]
