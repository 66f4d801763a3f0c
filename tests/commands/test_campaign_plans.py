"""Plans of sheets: what is found wrong with rows, what is asked of the account, what is written."""

import httpx
import pytest

from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.records import RowAction
from tests.inputs.workbook_files import FOLDER, table

HEADER = "key,project,format,hook,variants,media,influencer,market\n"


def counts(result):
    names = ("new", "changed", "done", "removed", "invalid", "duplicate")
    return {name: result.json[name] for name in names if result.json[name]}


def problems(result):
    found = result.json["problems"]
    return [(each["row"], each["column"], each["reason"]) for each in found]


def test_plan_says_what_it_costs_and_pays_nothing(planned, layers, sandbox):
    result = planned(HEADER + 'a,,,"Wait\nfor it",2,,,DE\nb,,,Hi,,,,FR\n')

    found = result.json
    assert (result.code, counts(result)) == (0, {"new": 2})
    assert (found["estimatedCredits"], found["isCovered"]) == (150, True)
    assert found["creditsByFormat"] == {"slideshow-builder": 150}
    assert found["leastSeconds"] == 2 * 60 / 20
    assert layers("credits", "show", "--json").json["balance"] == found["balance"]
    assert layers("content", "list", "-q").out == ""
    plan = read_plan(layers.cwd / "hooks.plan.jsonl")
    assert plan.header.campaign == "hooks"
    assert plan.header.columns == tuple(HEADER.strip().split(","))
    first, second = plan.rows()
    assert first.cells == ("a", "", "", "Wait\nfor it", "2", "", "", "DE")
    assert first.body == {"format": "slideshow-builder", "variants": 2, "hook": "Wait\nfor it"}
    assert (first.project, first.credits, second.line, second.number) == (
        sandbox.project,
        100,
        4,
        3,
    )


def test_invalid_rows_are_told_by_row_and_column_and_stay_in_the_plan(planned, layers):
    rows = [
        "a,,,Good,1,,,",
        "b,,,,1,,,",
        "c,,slideshow,Hi,1,,,",
        "d,,,Hi,none,,,",
        f"e,,,{'x' * 2001},1,,,",
        "f,,,#REF!,1,,,",
        "g,,,\u200b,1,,,",
        "h,,,lost \ufffd,1,,,",
        "i,,,Hi,1,1/2,,",
        "a,,,Other,1,,,",
    ]

    result = planned(HEADER + "\n".join(rows))

    assert (result.code, counts(result)) == (6, {"new": 1, "invalid": 8, "duplicate": 1})
    assert problems(result) == [
        (3, "hook", "is empty"),
        (4, "format", "there is no format `slideshow`"),
        (5, "variants", "`none` is no number from 1 on"),
        (6, "hook", "has 2001 characters"),
        (7, "hook", "is the error #REF! of a formula"),
        (8, "hook", "has no visible characters"),
        (9, "hook", "has characters that were lost (\ufffd)"),
        (10, "media", "`1/2` is not an id"),
        (11, "key", "is the key of row 2, too"),
    ]
    states = [row.action for row in read_plan(layers.cwd / "hooks.plan.jsonl").rows()]
    assert states.count(RowAction.INVALID) == 8
    assert [each["fix"] for each in result.json["problems"]][1] == "write slideshow-builder"


def test_plan_of_no_row_is_not_written_over_another(planned, layers):
    assert planned(HEADER + "a,,,Hi,,,,\n").code == 0
    before = (layers.cwd / "hooks.plan.jsonl").read_bytes()

    result = planned(HEADER + "a,,,,,,,\n")

    assert (result.code, result.json["plan"]) == (2, None)
    assert (layers.cwd / "hooks.plan.jsonl").read_bytes() == before


def test_rows_without_keys_are_the_same_by_what_they_ask_for(planned):
    result = planned("hook,market\nHi,DE\nHi,FR\nHo,DE\n")

    assert counts(result) == {"new": 2, "duplicate": 1}
    assert problems(result) == [(3, "hook", "asks for the same as row 2")]


def test_what_rows_name_is_looked_up_once(planned, layers, sandbox):
    asked = []

    def count(request, send):
        asked.append((request.method, request.url.path))
        return send()

    gone = "prj_00000000-0000-4000-8000-000000000000"
    rows = [f"a,{gone},,Hi,,,,", "b,,,Hi,,med_none,,", "c,,,Hi,,,inf_none,", "d,,ugc-remix,Hi,,,,"]
    more = [f"x{number},,,Hi {number},,,," for number in range(20)]

    result = planned(HEADER + "\n".join(rows + more), server=layers.through(count))

    assert counts(result) == {"new": 20, "invalid": 4}
    assert problems(result) == [
        (2, "project", f"`{gone}` does not exist, or belongs to another organization"),
        (3, "media", "`med_none` is not in the project"),
        (4, "influencer", "`inf_none` is not in the project"),
        (5, "project", "has no app demo clip, which ugc-remix needs"),
    ]
    assert {method for method, _ in asked} == {"GET"}
    assert len(asked) == len(set(asked)) == 6


def test_project_that_lacks_what_a_format_needs_says_the_command(planned, layers):
    made = layers("project", "create", "--name", "Bare", "--json").json["id"]

    result = planned(HEADER + f"a,{made},,Hi,,,,\n")

    assert result.code == 2
    assert [each["fix"] for each in result.json["problems"]] == [
        f"layers project update {made} --app-name NAME",
        f"layers project update {made} --app-description TEXT",
    ]


def test_many_projects_are_read_as_a_list(planned, layers):
    ids = [
        layers("project", "create", "--name", f"Project {n}", "--json").json["id"]
        for n in range(12)
    ]
    asked = []

    def count(request, send):
        asked.append(request.url.path)
        return send()

    result = planned(
        "project,hook\n" + "".join(f"{each},Hi\n" for each in ids), server=layers.through(count)
    )

    assert [each for each in asked if "/projects" in each] == ["/v1/projects"]
    assert counts(result) == {"invalid": 12}


def test_projects_that_come_up_late_are_read_once(planned, layers):
    asked = []

    def count(request, send):
        asked.append(request.url.path)
        return send()

    ids = [f"prj_{n:08d}-0000-4000-8000-000000000000" for n in range(12)]
    rows = ids[:5] * 9 + ids * 2

    result = planned(
        "project,hook\n" + "".join(f"{each},Hi\n" for each in rows), server=layers.through(count)
    )

    assert counts(result) == {"invalid": len(rows)}
    assert len(asked) == len(set(asked))
    assert {"/v1/projects", *(f"/v1/projects/{each}" for each in ids)} <= set(asked)


def test_plan_without_a_network_says_what_was_not_checked(planned, layers):
    def fail(request, send):
        raise httpx.ConnectError("no network", request=request)

    result = planned(HEADER + "a,,,Hi,,,,\n", server=layers.through(fail))

    assert (result.code, counts(result)) == (0, {"new": 1})
    assert result.json["estimatedCredits"] is None
    said = " ".join(result.json["notChecked"])
    assert "the project prj_" in said
    assert "prices and balance" in said


def test_key_that_is_not_accepted_plans_nothing(planned, layers):
    bad = {**layers.environ, "LAYERS_API_KEY": f"{layers.environ['LAYERS_API_KEY'][:-3]}xyz"}
    layers.environ = bad

    result = planned(HEADER + "a,,,Hi,,,,\n")

    assert result.code == 4
    assert not (layers.cwd / "hooks.plan.jsonl").exists()


def test_edited_sheet_is_compared_by_key(planned, applied, layers):
    rows = [f"k{n},,,Hook {n},,,,DE" for n in range(10)]
    plan = layers.cwd / "hooks.plan.jsonl"
    assert counts(planned(HEADER + "\n".join(rows))) == {"new": 10}
    applied(plan)

    assert counts(planned(HEADER + "\n".join(reversed(rows)))) == {"done": 10}
    edited = [row.replace("Hook 3", "Other 3").replace("DE", "FR") for row in rows[1:]]
    result = planned(HEADER + "\n".join([*edited, "k10,,,Hook 10,,,,DE"]))

    assert counts(result) == {"new": 1, "changed": 1, "done": 8, "removed": 1}
    assert result.json["removedNames"] == ["k0"]
    assert result.json["estimatedCredits"] == 100
    changed = next(row for row in read_plan(plan).rows() if row.action is RowAction.CHANGED)
    assert (changed.name, changed.take, changed.replaces) == ("k3", 2, ("cnt_k3-1",))
    applied(plan)
    back = planned(HEADER + "\n".join(rows[1:]))
    assert counts(back) == {"changed": 1, "done": 8, "removed": 2}
    [again] = [row for row in read_plan(plan).rows() if row.action is RowAction.CHANGED]
    assert again.take == 3


def test_same_sheet_in_another_dialect_is_done(planned, applied, layers):
    text = 'key,hook\r\ngröße,"Wait\r\nfor it"\r\nb,"a; b"\r\n'
    assert counts(planned(text.encode("utf-8-sig"))) == {"new": 2}
    applied(layers.cwd / "hooks.plan.jsonl")

    semicolons = 'key;hook\ngröße;"Wait\nfor it"\nb;"a; b"\n'
    for content in (semicolons.encode("utf-16"), semicolons.encode("cp1252")):
        assert counts(planned(content)) == {"done": 2}
    lines = '{"key": "größe", "hook": "Wait\\nfor it"}\n{"hook": "a; b", "key": "b"}\n'
    assert counts(planned(lines, "--name", "hooks", name="other.jsonl")) == {"done": 2}
    book = table(
        layers.cwd / "hooks.xlsx", [["key", "hook"], ["größe", "Wait\nfor it"], ["b", "a; b"]]
    )
    assert counts(planned(book.read_bytes(), name="hooks.xlsx")) == {"done": 2}


def test_sheet_that_libreoffice_has_saved_in_three_forms_is_the_same(planned, applied, layers):
    first = planned((FOLDER / "libreoffice.xlsx").read_bytes(), name="hooks.xlsx")
    assert (first.code, counts(first)) == (6, {"new": 4, "invalid": 2})
    assert problems(first) == [
        (5, "hook", "is a formula with the error #DIV/0!"),
        (7, "hook", "is one of several merged cells, and only the first has a value"),
    ]
    applied(layers.cwd / "hooks.plan.jsonl")

    for ending in ("ods", "csv"):
        again = planned((FOLDER / f"libreoffice.{ending}").read_bytes(), name=f"hooks.{ending}")
        assert counts(again) == {"done": 4, "invalid": 2}


def test_columns_may_have_other_names(planned):
    text = "ID,Headline,Variant\na,Hi,2\n"

    result = planned(text, "--map", "hook=headline", "--map", "key=ID")
    assert counts(result) == {"new": 1}
    assert "`Variant` is kept as a label; if it is the variants: --map variants=Variant" in (
        result.err
    )
    assert "has no column `hook`; its first row has `ID`" in planned(text).error["message"]
    wrong = planned(text, "--map", "hook=Headlin").error
    assert "has no column `Headlin`" in wrong["message"]
    assert wrong["hint"] == "--map hook=Headline"
    assert planned(text, "--map", "hok=Headline").error["hint"] == "--map hook=Headline"
    assert planned(text, "--map", "Headline").code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("key,hook\na,Привет мир\n".encode("cp1251"), "say --encoding NAME"),
        ("key,hook\na,Привет мир\n".encode("cp1251"), "encoding: line 2: byte 12 (0xCF) is not"),
        (b"", "has no column `hook`"),
        (b"key,hook\n", "has no rows below its first one"),
        (b"key,hook,hook\na,b,c\n", "has two columns `hook`"),
        (b'[{"hook": "x"}]', "is a JSON array"),
        (b'{"plan": 1, "campaign": "a", "sheet": "b"}\n', "is a plan, and no sheet"),
        (b"PK\x03\x04 no workbook", "is a damaged workbook"),
    ],
)
def test_sheet_that_cannot_be_read_is_refused_and_nothing_is_written(
    planned, layers, content, said
):
    result = planned(content)

    assert result.code == 2
    assert said in result.error["message"]
    assert sorted(path.name for path in layers.cwd.iterdir()) == ["hooks.csv"]


def test_named_encoding_decides(planned, layers):
    content = "key,hook\na,Привет мир\n".encode("cp1251")

    assert planned(content, "--encoding", "cp1251").code == 0
    [row] = read_plan(layers.cwd / "hooks.plan.jsonl").rows()
    assert row.body["hook"] == "Привет мир"


def test_rows_after_an_unclosed_quote_are_not_taken_for_one_hook(planned):
    result = planned('key,hook\na,Hi\nb,"never closed\nc,Ho\n')

    assert (result.code, counts(result)) == (6, {"new": 1, "invalid": 1})
    [problem] = result.json["problems"]
    assert (problem["line"], problem["column"]) == (3, "")
    assert problem["reason"].startswith("opens a quote that is not closed")


def test_what_spreadsheets_do_to_cells_is_warned_of(planned, layers):
    keys = ["007", "1E+05", "73928e05", "1-Feb", "row-7"]
    rows = "".join(f"{key},Hook {key}\n" for key in keys)

    result = planned(f"key,hook\n{rows}m,GrÃ¶ÃŸe zÃ¤hlt\nq,'=literal\n")

    assert counts(result) == {"new": 7}
    warned = [(each["row"], each["column"]) for each in result.json["warnings"]]
    assert warned == [(2, "key"), (3, "key"), (4, "key"), (5, "key"), (7, "hook")]
    last = list(read_plan(layers.cwd / "hooks.plan.jsonl").rows())[-1]
    assert last.body["hook"] == "=literal"


def test_sheet_on_standard_input_needs_a_name(layers):
    text = "hook\nHi\n"

    assert "add --name" in layers("campaign", "plan", "-", stdin=text).err
    assert layers("campaign", "plan", "-", "--name", "autumn", stdin=text).code == 0
    assert read_plan(layers.cwd / "autumn.plan.jsonl").header.sheet == "standard input"


def test_plan_takes_the_place_of_plans_alone(planned, layers):
    (layers.cwd / "notes.txt").write_text("mine")

    assert planned("hook\nHi\n", "-o", "notes.txt").code == 2
    assert (layers.cwd / "notes.txt").read_text() == "mine"
    assert planned("hook\nHi\n", "-o", "notes.txt", "--force").code == 0
    assert planned("hook\nHi\n", "-o", "notes.txt").code == 0
    assert planned("hook\nHi\n", "-o", "-").code == 2
    assert planned("hook\nHi\n", "-o", "hooks.csv/plan").code == 2


def test_people_are_told_what_will_happen(layers, planned):
    planned(HEADER + "a,,,Hi,,,,\nb,,,,,,,\n")

    result = layers("campaign", "plan", "hooks.csv")

    assert "Rows:\t1 new" in result.out
    assert "about 50 credits" in result.out
    assert "row 3, hook: is empty; write it, or delete the row" in result.out
    assert f"layers campaign apply {layers.cwd / 'hooks.plan.jsonl'}" in result.err
