"""Spreadsheets in any dialect and encoding: what is found, what is said, what is refused."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.formats.text import is_blank, unified
from layers_cli.inputs.spreadsheets import SheetError, read_sheet

COLUMNS = ("source", "caption", "group")
ROW = {"source": "a.jpg", "caption": "salut, ca va; là | \u2013"}


def read(content, **how):
    content = content.encode() if isinstance(content, str) else content
    with read_sheet(io.BytesIO(content), columns=COLUMNS, **how) as sheet:
        return sheet, list(sheet.rows())


def values(content, **how):
    _, rows = read(content, **how)
    assert [row.problem for row in rows if row.problem] == []
    return [dict(row.values) for row in rows]


def written(delimiter, end="\r\n", quoting=csv.QUOTE_MINIMAL, rows=(ROW,)):
    page = io.StringIO(newline="")
    writer = csv.DictWriter(
        page, ["source", "caption"], delimiter=delimiter, lineterminator=end, quoting=quoting
    )
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_delimiter_and_line_ends_are_found(delimiter, end, quoting):
    sheet, [row] = read(written(delimiter, end, quoting))

    assert (sheet.delimiter, row.values, row.line) == (delimiter, ROW, 2)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encoding_is_found_and_said(encoding, said):
    sheet, [row] = read(written(";").encode(encoding))

    assert (sheet.encoding.name, row.values) == (said, ROW)
    assert (
        sheet.note
        == {
            "UTF-8": "read with semicolons between cells",
            "UTF-16": "read in UTF-16 and with semicolons between cells",
            "UTF-32": "read in UTF-32 and with semicolons between cells",
            "Windows-1252": "read in Windows-1252 (its words are like `là –`; --encoding NAME decides)"
            " and with semicolons between cells",
        }[said]
    )


def test_plain_csv_needs_no_words():
    assert read("source\na.jpg\n")[0].note is None


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Привет, мир", "cp1251"),
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Γειά σου κόσμε", "cp1253"),
        ("café ça va", "mac-roman"),
        ("café ça va", "cp850"),
        ("こんにちは世界", "shift_jis"),
        ("你好，世界", "gb18030"),
        ("שלום עולם", "cp1255"),
    ],
)
def test_encoding_that_cannot_be_told_is_refused_with_how_its_words_read(words, encoding):
    content = f'source,caption\na.jpg,"{words}"\n'.encode(encoding)

    with pytest.raises(
        SheetError, match=r"line 2: byte .* is not UTF-8; its words would be"
    ) as said:
        read(content)

    assert str(said.value).endswith(": say --encoding NAME")
    assert values(content, encoding=encoding) == [{"source": "a.jpg", "caption": words}]


@pytest.mark.parametrize(
    "words",
    [
        "café – “hi”",
        "Größe naïve façade",
        "l’été à la française…",
        "señor ¿qué? ¡sí!",
        "Brand™ 25°C m² ½",
        "ação coração",
        "ÉTÉ",
        "«bonjour»",
        "blåbærsyltetøy",
        "10 € ou 5 £",
        "il va à Paris à pied",
    ],
)
def test_words_of_western_languages_are_read_as_windows_1252(words):
    content = f'source,caption\na.jpg,"{words}"\n'.encode("cp1252")

    assert values(content) == [{"source": "a.jpg", "caption": words}]


@pytest.mark.parametrize("encoding", ["utf-9", "hex", "utf-32", "ascii"])
def test_wrong_encoding_is_refused(encoding):
    with pytest.raises(SheetError, match=r"is not in the encoding|there is no encoding"):
        read("source\ncaf\u00e9s.jpg\n", encoding=encoding)


def test_blank_cells_and_rows_are_no_content():
    text = "\n,,,\nSource , CAPTION,,\na.jpg,hi,,\n,,,\n   ,\u00a0,,\nb.jpg\n,,,\n"

    _, rows = read(text)

    assert [(row.line, row.values) for row in rows] == [
        (4, {"source": "a.jpg", "caption": "hi"}),
        (7, {"source": "b.jpg", "caption": ""}),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a.jpg,one, two", "has more than 2 values"),
        ("a.jpg,,,x", "has more than 2 values"),
    ],
)
def test_value_beyond_the_columns_is_a_problem_of_its_row(row, problem):
    _, rows = read(f"source,caption\n{row}\nb.jpg,x\n")

    assert problem in rows[0].problem
    assert rows[1].values == {"source": "b.jpg", "caption": "x"}


def test_value_in_a_column_without_a_name_is_a_problem_of_its_row():
    _, [row] = read("source,,caption\na.jpg,lost,x\n")

    assert row.problem == "has a value in a column without a name"


def test_excel_may_declare_the_delimiter():
    sheet, [row] = read("sep=;\r\nsource;caption\r\na.jpg;x,y\r\n")

    assert (sheet.delimiter, row.values["caption"], row.place) == (";", "x,y", "line 3 (row 2)")


def test_rows_have_their_first_line_and_their_number():
    _, rows = read('source,caption\r\na.jpg,"one\r\ntwo"\r\nb.jpg,x\r\n')

    assert [row.place for row in rows] == ["line 2", "line 4 (row 3)"]
    assert rows[0].values["caption"] == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('source,caption\na.jpg,"unclosed\nb.jpg,x\n', 2),
        ('source,caption\na.jpg,"unclosed\nb.jpg,"x"\n', 2),
        ('source,caption\na.jpg,"says ""hi""\nb.jpg,x\n', 2),
        ('source,caption\na.jpg,"one\ntwo"\nb.jpg,"un\nclosed', 4),
        ('source;caption\na.jpg;x\nb.jpg;"well"done\n', 3),
        ('"source,caption\na.jpg,x\n', 1),
        ('source,caption\na.jpg,"' + "x\n" * 200_000, 2),
        ('sep=,\nsource,caption\na.jpg,"x', 3),
    ],
)
def test_quote_that_is_not_closed_is_named_by_the_line_where_it_opens(text, line):
    try:
        _, rows = read(text)
    except SheetError as exc:
        found = (exc.line, str(exc))
    else:
        found = (rows[-1].line, rows[-1].problem)

    assert found[0] == line
    assert found[1].startswith("opens a quote that is not closed")


def test_quote_within_a_cell_is_a_letter():
    assert values('source,caption\na.jpg,5" screen\n') == [
        {"source": "a.jpg", "caption": '5" screen'}
    ]


def test_text_has_no_sheets():
    with pytest.raises(SheetError, match="is text, and has no sheets"):
        read("source\na.jpg\n", tab="Hooks")


def test_sheet_is_read_again_from_its_beginning():
    content = io.BytesIO("\ufeffsource,caption\r\na.jpg,é\r\nb.jpg,x".encode("utf-16-le"))
    with read_sheet(content, columns=COLUMNS) as sheet:
        first = next(sheet.rows())
        rows = list(sheet.rows())

    assert rows[0] == first
    assert [row.values["source"] for row in rows] == ["a.jpg", "b.jpg"]


def test_endless_line_is_refused_by_its_line():
    _, rows = read("source\na.jpg\n" + "x" * 5_000_000)

    assert [(row.line, row.problem) for row in rows[1:]] == [
        (3, "is longer than 4,000,000 characters")
    ]


def test_cell_longer_than_any_text_is_refused_by_its_line():
    _, rows = read('source,caption\na.jpg,"' + "x\n" * 600_000 + '"\nb.jpg,x\n')

    assert [(row.line, row.problem) for row in rows] == [
        (2, "has a cell of more than 1,000,000 characters")
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)), "a JPEG picture"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\xe9\x8f" * 99, "an MP4 video"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"\x1f\x8b\x08\0\xe9\x8f", "a gzip archive"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_as_what_it_is(content, kind):
    with pytest.raises(SheetError) as caught:
        read(content)

    assert str(caught.value) == f"is {kind}, not text"


def test_noise_is_not_quoted():
    with pytest.raises(SheetError) as caught:
        read(bytes(range(256)) * 4)

    assert str(caught.value).isprintable()
    assert "words would be" not in str(caught.value)


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(SheetError, match="has two columns `caption`"):
        read("source,caption,Caption\n")


def test_json_lines_keep_their_types_and_lines():
    _, rows = read('\ufeff{"source":"a.jpg","group":0}\r\n\r\n[1]\n{"x":\n' + "[" * 100_000)

    assert (rows[0].values, rows[0].line) == ({"source": "a.jpg", "group": 0}, 1)
    assert [(row.line, row.problem) for row in rows[1:]] == [
        (number, "is not a JSON object") for number in (3, 4, 5)
    ]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def test_spaces_before_cells_are_no_content_where_the_header_has_them():
    content = b'source, caption\na.jpg, "x, y"\nb.jpg,  z\n'

    assert [row["caption"] for row in values(content)] == ["x, y", "z"]
    assert values(b"source,caption\na.jpg,  z\n")[0]["caption"] == "  z"
    _, rows = read(b'source, caption\na.jpg, "x\nb.jpg, y\n')
    assert rows[-1].line == 2
    assert rows[-1].problem.startswith("opens a quote that is not closed")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_may_be_mostly_beyond_ascii(encoding):
    caption = "\u65e5\u672c\u8a9e" * 100

    assert values(f"source,caption\na.jpg,{caption}\n".encode(encoding)) == [
        {"source": "a.jpg", "caption": caption}
    ]


@given(
    rows=st.lists(
        st.tuples(CELLS, CELLS).filter(lambda row: not is_blank("".join(row))), max_size=4
    ),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_what_any_program_writes_is_read(rows, delimiter, end, quoting, encoding):
    dicts = [dict(zip(("source", "caption"), row, strict=True)) for row in rows]
    if end != "\r\n":  # Python's writer does not quote the other line ends then
        quoting = csv.QUOTE_ALL
    content = written(delimiter, end, quoting, dicts).encode(encoding)

    assert values(content) == [
        {name: unified(f"x{cell}")[1:] for name, cell in row.items()} for row in dicts
    ]


@given(st.binary(max_size=60).filter(lambda content: content[:2] != b"PK"), st.booleans())
def test_any_bytes_are_rows_or_refused(content, header):
    try:
        _, rows = read((b"source,caption\n" if header else b"") + content)
    except SheetError as exc:
        assert str(exc)  # noqa: PT017 - one of two ends
        return
    for row in rows:
        assert row.problem or json.dumps(row.values)
