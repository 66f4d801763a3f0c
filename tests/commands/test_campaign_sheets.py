"""Sheets before a plan: the example, what lint says, and sheets that are given as one hook."""

import pytest


@pytest.mark.parametrize("name", ["hooks.csv", "hooks.xlsx"])
def test_example_can_be_planned_as_it_is(layers, name):
    assert layers("campaign", "init", name).code == 0
    assert layers("campaign", "init", name).code == 2

    assert layers("campaign", "lint", name, "--json").json["warningCount"] == 0
    assert layers("campaign", "plan", name, "--json").json["new"] == 3


def test_lint_needs_no_key_and_no_network(layers, tmp_path):
    (layers.cwd / "hooks.csv").write_text("key,hook\na,Hi\nb,\nb,Ho\n")
    offline = layers.raising(AssertionError("asked"))
    offline.environ = {"LAYERS_CONFIG_DIR": str(tmp_path / "none")}

    result = offline("campaign", "lint", "hooks.csv", "--json")

    assert result.code == 2
    assert (result.json["rows"], result.json["valid"]) == (3, 1)
    assert [(each["row"], each["column"], each["reason"]) for each in result.json["problems"]] == [
        (3, "hook", "is empty"),
        (4, "key", "is the key of row 3, too"),
    ]
    (layers.cwd / "hooks.csv").write_text("key,hook\na,Hi\n")
    assert offline("campaign", "lint", "hooks.csv").code == 0


def test_ci_sees_problems_at_their_rows(layers):
    rows = "".join(f'k{n},"one\ntwo",x\n' for n in range(30))
    (layers.cwd / "hooks.csv").write_text(f"key,hook,variants\n{rows}")

    result = layers("campaign", "lint", "hooks.csv", "--ci", "github")

    lines = [line for line in result.err.splitlines() if line.startswith("::error")]
    assert len(lines) == 10
    assert lines[1].startswith("::error title=layers,file=hooks.csv,line=4::row 3: variants `x`")
    assert lines[8].startswith("::error title=layers%3A 22 more,file=hooks.csv::row 10: variants")


@pytest.mark.parametrize(
    "content",
    [b"hook\nHi\nHo\n", b"key;project;x\n1;2;3\n", b"first\nsecond\n", b"PK\x03\x04", None],
)
def test_sheet_is_not_paid_for_as_one_hook(layers, content):
    path = layers.cwd / "hooks.csv"
    path.write_bytes("key\thook\n".encode("utf-16") if content is None else content)

    result = layers("content", "generate", "--hook", "@hooks.csv", "--json")

    assert (result.code, result.error["submitted"]) == (2, "no")
    assert "layers campaign plan hooks.csv" in result.error["hint"]
    assert layers("content", "list", "-q").out == ""


def test_text_with_lines_is_a_hook_and_so_is_what_comes_on_standard_input(layers):
    (layers.cwd / "hook.txt").write_text("Wait for it,\nthis habit; changed\neverything")
    made = layers("content", "generate", "--hook", "@hook.txt", "--no-watch", "--json")
    assert made.code == 0

    layers("content", "generate", "--hook", "-", "--json", stdin="key,hook\n1,Hi\n")
    rows = layers("content", "list", "--json").json["items"]
    assert rows[0]["hook"] == "key,hook\n1,Hi"
