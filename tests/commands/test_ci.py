"""Runs in CI: reports beside the result, jobs handed over, workflows that run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from layers_cli.sandbox.manage import process
from layers_cli.services.workflows import text_for
from tests.ci.reading import commands, outputs

HOOK = "::error::pwned\n::add-mask::x"


@pytest.fixture
def runner(layers, tmp_path):
    """Run `layers` as a step of GitHub Actions does."""
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    environ = {"GITHUB_ACTIONS": "true", "CI": "true", **files}

    def step(*argv: str, **more: Any) -> Any:
        return layers(*argv, environ={**environ, **more.pop("environ", {})}, **more)

    return step


def test_a_step_has_outputs_a_summary_and_its_key_hidden(runner, sandbox, tmp_path):
    result = runner(
        "content", "generate", "--hook", HOOK, "--json", "--ci", "github", "--download", "out"
    )

    made = result.one
    found = outputs(tmp_path / "GITHUB_OUTPUT")
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert result.code == 0
    assert found["job-id"] == made["jobId"]
    assert found["container-ids"].split() == made["containerIds"]
    assert found["exit-code"] == "0"
    assert all(Path(path).exists() for path in found["files"].splitlines())
    assert made["containerIds"][0].replace("_", "&#95;").replace("-", "&#45;") in summary
    assert commands(result.err) == [("add-mask", {}, sandbox.key)]


def test_server_text_is_never_a_workflow_command(runner):
    result = runner("content", "generate", "--hook", HOOK, "--ci", "github")

    listed = runner("content", "list", "--ci", "github", "--jsonl")
    got = commands(result.err) + commands(listed.err)
    assert {name for name, _, _ in got} == {"add-mask"}


def test_an_error_message_cannot_smuggle_a_command(runner, layers):
    error = {"code": "CONFLICT", "message": "no\n::set-env name=PATH::/evil\n::error::pwned"}
    server = layers.against(lambda _: httpx.Response(409, json={"error": error}))

    result = server("content", "get", "cnt_1", environ={"LAYERS_CI": "github"})

    assert [name for name, _, _ in commands(result.err)] == ["error"]
    assert "CONFLICT" in commands(result.err)[0][1]["title"]


def test_a_failure_is_one_annotation(runner, tmp_path):
    result = runner("content", "get", "cnt_none", "--json", "--ci", "github")

    assert (result.code, result.out) == (9, "")
    errors = [found for found in commands(result.err) if found[0] == "error"]
    assert len(errors) == 1
    assert errors[0][1]["title"] == "layers: NOT_FOUND"
    assert outputs(tmp_path / "GITHUB_OUTPUT")["error-code"] == "NOT_FOUND"
    objects = [line for line in result.err.splitlines() if line.startswith("{")]
    assert json.loads(objects[0])["error"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("how", [["--ci", "github"], ["--ci=github"], []])
def test_a_command_line_that_cannot_be_read_is_reported_too(runner, how):
    environ = {} if how else {"LAYERS_CI": "github"}

    result = runner("content", "lst", *how, environ=environ)

    assert result.code == 2
    assert [name for name, _, _ in commands(result.err)] == ["error"]


def test_without_ci_option_nothing_is_reported_to_ci(runner, tmp_path):
    result = runner("content", "list")

    assert result.code == 0
    assert not (tmp_path / "GITHUB_OUTPUT").exists()
    assert "::" not in result.err


def test_ci_option_leaves_stdout_unchanged(runner, layers):
    layers("content", "generate", "--hook", "hi")
    for argv in (["content", "list"], ["content", "list", "--json"], ["content", "list", "-q"]):
        assert runner(*argv, "--ci", "github").out == layers(*argv).out


def test_outside_a_runner_the_key_is_not_written(layers, sandbox):
    result = layers("whoami", "--ci", "github")

    assert result.code == 0
    assert sandbox.key not in result.err


def test_a_flag_counts_more_than_the_environment(runner):
    result = runner("whoami", "--ci", "plain", environ={"LAYERS_CI": "github"})

    assert "::" not in result.err


def test_an_unknown_system_is_refused(layers):
    result = layers("whoami", environ={"LAYERS_CI": "jenkins"})

    assert result.code == 2
    assert "github, gitlab, plain" in result.err


def test_a_report_that_cannot_be_written_changes_no_exit_code(runner, tmp_path):
    result = runner("whoami", "--ci", "github", environ={"GITHUB_OUTPUT": str(tmp_path)})

    assert result.code == 0
    assert "report to CI cannot be written" in result.err


def test_a_summary_that_is_full_is_left_alone(runner, tmp_path):
    path = tmp_path / "GITHUB_STEP_SUMMARY"
    path.write_bytes(b"x" * (1024 * 1024 - 1100))
    before = path.stat().st_size

    runner("content", "generate", "--hook", "hi", "--ci", "github")

    assert before <= path.stat().st_size <= 1024 * 1024


def test_gitlab_gets_a_section_and_variables(layers, tmp_path):
    report = tmp_path / "layers.env"
    environ = {"LAYERS_CI_DOTENV": str(report)}

    result = layers("content", "generate", "--hook", "hi", "--ci", "gitlab", "-q", environ=environ)

    start = re.search(r"section_start:\d+:(\w+)\r", result.err)
    assert start
    assert re.search(rf"section_end:\d+:{start[1]}\r", result.err)
    assert result.out.strip() in report.read_text()
    assert "LAYERS_EXIT_CODE=0\n" in report.read_text()


def test_a_handoff_is_collected_where_nothing_is_known_of_it(layers, sandbox):
    started = layers(
        "content", "generate", "--hook", "hi", "--no-wait", "--handoff", "job.json", "--json"
    )
    text = (layers.cwd / "job.json").read_text()
    elsewhere = {"LAYERS_STATE_DIR": str(layers.cwd / "other"), "LAYERS_PROJECT": ""}

    collected = layers(
        "jobs", "collect", "job.json", "--download", "out", "--json", environ=elsewhere
    )

    assert (started.code, collected.code) == (0, 0)
    assert collected.one["jobId"] == started.one["jobId"]
    assert collected.one["files"]
    assert all(Path(file["path"]).exists() for file in collected.one["files"])
    assert sandbox.key not in text
    assert "hi" not in json.loads(text)["jobs"][0].values()
    assert [path.name for path in layers.cwd.iterdir() if path.name.startswith(".")] == []


def test_a_handoff_comes_from_standard_input_too(layers):
    layers(
        "content", "generate", "--hook", "hi", "--hook", "ho", "--no-watch", "--handoff", "job.json"
    )

    result = layers("jobs", "collect", "-", "--json", stdin=(layers.cwd / "job.json").read_text())

    assert result.code == 0
    assert len(result.json["items"]) == 2


@pytest.mark.parametrize("path", ["there.json", "no/such/folder/job.json", "."])
def test_unwritable_handoff_file_is_refused_before_any_request(layers, path):
    (layers.cwd / "there.json").write_text("mine")

    result = layers("content", "generate", "--hook", "hi", "--no-watch", "--handoff", path)

    assert result.code in (1, 2)
    assert layers("content", "list", "-q").out == ""
    assert (layers.cwd / "there.json").read_text() == "mine"


def test_jobs_that_were_started_before_one_was_refused_are_in_the_handoff(layers):
    job = {"jobId": "job_1", "status": "queued", "containerIds": ["cnt_1"]}
    no = {"error": {"code": "BILLING_EXHAUSTED", "message": "no"}}
    answers = [httpx.Response(202, json=job), httpx.Response(402, json=no)]
    server = layers.against(lambda _: answers.pop(0))

    argv = ("--hook", "a", "--hook", "b", "--no-watch", "--handoff", "job.json")
    result = server("content", "generate", *argv)

    assert result.code == 6
    [handed] = json.loads((layers.cwd / "job.json").read_text())["jobs"]
    assert handed["jobId"] == "job_1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 2, "jobs": [{}]}',
        '{"version": 1, "jobs": []}',
        '{"version": 1, "jobs": [1]}',
        '{"version": 1, "jobs": [{"jobId": "a b"}]}',
        '{"version": 1, "server": "evil.example", "jobs": [{"jobId": "job_1"}]}',
        "[" * 100_000,
    ],
)
def test_invalid_handoff_file_is_refused_before_any_request(layers, text):
    result = layers.raising(AssertionError("asked"))("jobs", "collect", "-", "--json", stdin=text)

    assert (result.code, result.out) == (2, "")


def test_init_writes_a_workflow_and_never_over_another(layers):
    first = layers("ci", "init")
    path = layers.cwd / ".github" / "workflows" / "layers.yml"
    path.write_text("mine")
    again = layers("ci", "init")

    assert (first.code, again.code) == (0, 2)
    assert path.read_text() == "mine"
    assert layers("ci", "init", "--force").code == 0
    assert path.read_text() == text_for("github")


@pytest.mark.parametrize("provider", ["github", "gitlab"])
def test_init_prints_yaml(layers, provider):
    result = layers("ci", "init", "--provider", provider, "-o", "-")

    assert result.out == text_for(provider)
    assert yaml.safe_load(result.out)


def test_init_knows_no_other_provider(layers):
    result = layers("ci", "init", "--provider", "jenkins")

    assert result.code == 2
    assert list(layers.cwd.iterdir()) == []


class Machine:
    """A runner's machine: files and environment that outlast a step, and a `pip` that has done it."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.work.mkdir()
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        tools = folder / "tools"
        tools.mkdir()
        pip = tools / "pip"
        pip.write_text('#!/bin/sh\n[ "$*" = "install layers-cli[sandbox]" ] || exit 1\n')
        pip.chmod(0o755)
        self.data = folder / "sandbox"
        self.environ = {
            "PATH": f"{tools}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LAYERS_SANDBOX_DIR": str(self.data),
            "CI": "true",
            "LANG": "C.UTF-8",
        }

    def run(self, script: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.work,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )


@pytest.fixture
def machine(tmp_path):
    if shutil.which("bash") is None:
        if os.environ.get("CI"):
            pytest.fail("bash is missing: the workflows are run with it")
        pytest.skip("bash is missing: apt-get install bash")
    made = Machine(tmp_path)
    yield made
    process.stop(made.data)


@pytest.mark.slow
def test_the_github_workflow_runs_as_it_stands(machine):
    """Its steps in order, as the runner starts them; actions by others are not ours to run."""
    job = yaml.safe_load(text_for("github"))["jobs"]["content"]
    machine.environ["GITHUB_ACTIONS"] = "true"
    known: dict[str, dict[str, str]] = {}

    for step in job["steps"]:
        if "run" not in step:
            continue
        for path in machine.files.values():
            path.write_text("")
        environ = {
            **job["env"],
            **step.get("env", {}),
            **{n: str(p) for n, p in machine.files.items()},
        }
        done = machine.run(
            step["run"], {name: filled(value, known) for name, value in environ.items()}
        )

        assert done.returncode == 0, f"{step['name']}: {done.stdout}{done.stderr}"
        assert not [found for found in commands(done.stderr) if found[0] == "error"]
        known[step.get("id", step["name"])] = outputs(machine.files["GITHUB_OUTPUT"])

    assert known["start"]["job-id"] == known["collect"]["job-id"]
    assert json.loads(done.stdout.partition("}")[0] + "}")["status"] == "completed"
    assert list((machine.work / "out").glob("*.jpg"))


def filled(value: str, known: dict[str, dict[str, str]]) -> str:
    """Fill in `${{ steps.ID.outputs.NAME }}`."""
    return re.sub(
        r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}", lambda m: known[m[1]][m[2]], value
    )


@pytest.mark.slow
def test_the_gitlab_workflow_runs_as_it_stands(machine):
    """GitLab joins the lines of `script` into one shell."""
    job = yaml.safe_load(text_for("gitlab"))["content"]

    done = machine.run("\n".join(job["script"]), job["variables"])

    assert done.returncode == 0, done.stderr
    assert "LAYERS_CONTAINER_IDS=cnt_" in (machine.work / "layers.env").read_text()
    assert list((machine.work / "out").glob("*.jpg"))
