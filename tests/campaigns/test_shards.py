"""Shards of a plan: disjoint and whole, each row paid for once, results put together again."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.shards import Shard, merged_name
from layers_cli.errors.exit_codes import ExitCode
from tests.campaigns import plans
from tests.campaigns.test_results_file import record

APPLY = ("campaign", "apply", "hooks.plan.jsonl")
MERGE = ("campaign", "report", "--merge")
SHARDS = ("1/3", "2/3", "3/3")
names = st.text(min_size=1, max_size=8)


def named(name, number=2):
    row = record("x", number=number).row
    return type(row)(**{**row.__dict__, "name": name})


@given(names, st.integers(1, 40))
def test_each_row_is_in_one_shard(name, of):
    holders = [number for number in range(1, of + 1) if Shard(number, of).has(named(name))]

    assert len(holders) == 1


@given(names, st.integers(2, 9), st.integers(2, 99))
def test_row_that_moved_in_its_sheet_stays_in_its_shard(name, of, number):
    shard = Shard(1, of)

    assert shard.has(named(name)) == shard.has(named(name, number))


def test_shards_are_told_by_a_hash_that_never_changes():
    texts = ("a", "row-1", "Ä", "r0", "🧠")

    numbers = [n for text in texts for n in range(1, 8) if Shard(n, 7).has(named(text))]
    assert numbers == [3, 3, 4, 7, 1]


@pytest.mark.parametrize(
    "text", ["0/8", "9/8", "x", "3", "3/8/1", "-1/8", "1/0", "", "1.0/2", "٣/٨"]
)
def test_what_is_no_shard_is_refused_before_anything_is_sent(layers, make_plan, text):
    make_plan(1)

    done = layers.raising(AssertionError("a request"))(*APPLY, "--yes", "--shard", text, "--json")

    assert (done.code, done.error["param"]) == (ExitCode.USAGE, "shard")


@pytest.fixture
def apply_shard(layers, tmp_path):
    """Apply a shard as a job of a matrix does: with a state folder of its own."""

    def apply(shard, *more, **how):
        state = {"LAYERS_STATE_DIR": str(tmp_path / f"state {shard.replace('/', ' of ')}")}
        return layers(
            *APPLY, "--shard", shard, *(more or ("--yes", "--json")), environ=state, **how
        )

    return apply


def results(layers, name):
    text = (layers.cwd / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_shards_bill_each_row_once_and_their_results_are_put_together(
    layers, make_plan, billed, apply_shard
):
    make_plan(12, plans.INVALID)
    files = [f"hooks.results-{n}-of-3.csv" for n in (1, 2, 3)]

    done = [apply_shard(shard) for shard in SHARDS]

    assert sum(each.json["rows"]["accepted"] for each in done) == 12
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(12)})
    merged = layers(*MERGE, *files, "--json")
    assert (merged.code, merged.json["rows"]) == (0, {"accepted": 12, "invalid": 1})
    rows = results(layers, "hooks.results.csv")
    assert [row["key"] for row in rows] == [*(f"r{n}" for n in range(12)), "odd"]
    assert len({row["job"] for row in rows if row["job"]}) == 12
    assert merged.json["paidTwice"] == []


def test_rows_nobody_asked_for_stay(layers, make_plan, apply_shard):
    make_plan(12)
    apply_shard("2/3")

    merged = layers(*MERGE, "hooks.results-2-of-3.csv", "-o", "all.csv")

    assert merged.code == 0
    assert results(layers, "all.csv") == results(layers, "hooks.results-2-of-3.csv")
    assert {row["state"] for row in results(layers, "all.csv")} == {"accepted", "planned"}


def test_price_and_limit_are_those_of_the_shard(make_plan, apply_shard):
    make_plan(12)
    mine = sum(Shard(1, 3).has(plans.planned("p", n)) for n in range(12))
    price = mine * plans.PRICE

    asked = apply_shard("1/3", "--color", "never", terminal=True, stdin="n\n")
    over = apply_shard("1/3", "--yes", "--max-credits", str(price - 1))
    covered = apply_shard("1/3", "--yes", "--max-credits", str(price))

    assert f"Ask for {mine} rows, about {price:g} credits?" in asked.err
    assert (asked.code, over.code, covered.code) == (ExitCode.DECLINED, ExitCode.DECLINED, 0)


def test_limit_counts_rows_of_the_shard(make_plan, apply_shard):
    make_plan(12)

    done = apply_shard("1/3", "--yes", "--limit", "1", "--json")

    assert done.json["rows"] == {"accepted": 1, "planned": 11}


def test_what_another_shard_left_on_this_machine_is_left_to_it(layers, make_plan, billed):
    make_plan(12)
    first = Shard(1, 3)
    kept = {f"hooks: hook {n}" for n in range(12) if first.has(plans.planned("p", n))}
    layers.raising(KeyboardInterrupt())(*APPLY, "--yes", "--shard", "1/3")

    layers(*APPLY, "--yes", "--shard", "2/3")

    assert not kept & set(billed())
    assert layers(*APPLY, "--yes").code == 0
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(12)})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("key,hook", "key,headline", "other columns"),
        ("\r\nr1,", "\r\nr9,", "has the row 'r9' where"),
        ("\r\nr1,", "\r\nr1,x,", "is not a row of results"),
        ("\r\nr1,", '\r\nr1"x,"', "cannot be read|not a row of results"),
    ],
)
def test_files_of_different_sheets_are_refused(layers, make_plan, apply_shard, old, new, said):
    make_plan(3)
    apply_shard("1/3")
    one = layers.cwd / "hooks.results-1-of-3.csv"
    text = one.read_bytes().decode()
    other = layers.cwd / "hooks.results-2-of-3.csv"
    other.write_bytes(text.replace(old, new).encode())

    done = layers(*MERGE, one.name, other.name)

    assert done.code == ExitCode.USAGE
    assert any(each in done.err.replace("\n", " ") for each in said.split("|"))
    assert not (layers.cwd / "hooks.results.csv").exists()


def test_file_with_rows_less_is_refused(layers, make_plan, apply_shard):
    make_plan(3)
    apply_shard("1/3")
    text = (layers.cwd / "hooks.results-1-of-3.csv").read_bytes().splitlines(keepends=True)
    (layers.cwd / "short.csv").write_bytes(b"".join(text[:-1]))

    for order in (
        ("hooks.results-1-of-3.csv", "short.csv"),
        ("short.csv", "hooks.results-1-of-3.csv"),
    ):
        done = layers(*MERGE, *order, "-o", "all.csv")
        assert (done.code, "different numbers of rows" in done.err) == (ExitCode.USAGE, True)


@pytest.mark.parametrize(
    "argv", [(), ("gone-1-of-2.csv",), ("hooks.csv",), ("odd-1-of-2.csv",), (".",)]
)
def test_what_is_no_results_file_is_refused(layers, argv):
    (layers.cwd / "hooks.csv").write_text("hook\nx\n")
    (layers.cwd / "odd-1-of-2.csv").write_text("")

    assert layers(*MERGE, *argv).code == ExitCode.USAGE


def test_row_with_two_jobs_is_told(layers, make_plan, apply_shard):
    make_plan(2)
    apply_shard("1/1")
    one = layers.cwd / "hooks.results-1-of-1.csv"
    [job, *_] = [row["job"] for row in results(layers, one.name)]
    (layers.cwd / "two.csv").write_bytes(one.read_bytes().replace(job.encode(), b"job_other"))

    done = layers(*MERGE, one.name, "two.csv", "--json")

    assert (done.code, done.json["paidTwice"]) == (0, ["r0"])
    assert "both were paid for" in done.err


@pytest.mark.parametrize(
    ("name", "merged"),
    [("hooks.results-3-of-8.csv", "hooks.results.csv"), ("hooks.csv", None), ("-1-of-2", None)],
)
def test_name_of_merged_results(tmp_path, name, merged):
    assert merged_name(tmp_path / name) == merged
