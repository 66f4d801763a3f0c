"""The pytest plugin in another project's test suite."""

import subprocess
import sys

import pytest

from layers_cli.sandbox import testing

pytest_plugins = ["pytester"]


@pytest.fixture
def suite(pytester, monkeypatch):
    """A folder of tests that names the plugin itself, installed or not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(text: str, *options: str):
        pytester.makepyfile(text)
        plugin = ("-p", "layers_cli.sandbox.testing.pytest_plugin")
        return pytester.runpytest_inprocess(*plugin, "-W", "error", *options)

    return run


def test_a_test_gets_a_sandbox_of_its_own(suite):
    result = suite(
        """
        import httpx

        keys = set()

        def generate(base_url, key, project, **options):
            with httpx.Client(base_url=base_url, trust_env=False, **options) as client:
                client.headers["Authorization"] = f"Bearer {key}"
                body = {"format": "slideshow-builder", "hook": "wait for it"}
                job = client.post(f"/v1/projects/{project}/content", json=body).json()
                return client.get(f"/v1/jobs/{job['jobId']}").json()["status"]

        def test_by_address(layers_sandbox):
            keys.add(layers_sandbox.key)
            sandbox = layers_sandbox
            assert generate(sandbox.base_url, sandbox.key, sandbox.project) == "completed"

        def test_without_a_socket(layers_sandbox):
            keys.add(layers_sandbox.key)
            sandbox = layers_sandbox
            options = {"transport": sandbox.transport()}
            assert generate("http://x", sandbox.key, sandbox.project, **options) == "completed"

        def test_nothing_is_shared():
            assert len(keys) == 2
        """
    )

    result.assert_outcomes(passed=3)


def test_a_marker_chooses_credits_and_limits(suite):
    result = suite(
        """
        import pytest

        pytestmark = pytest.mark.layers_sandbox(seeded_credits=70, concurrent_jobs=1)

        @pytest.mark.layers_sandbox(create_rate=5, seeded_credits=0)
        def test_settings(layers_sandbox):
            state = layers_sandbox.state
            assert state.store.credits.balance(state.organization) == 0
            assert (state.settings.create_rate, state.settings.concurrent_jobs) == (5, 1)
        """,
        "--strict-markers",
    )

    result.assert_outcomes(passed=1)


def test_the_fixture_explains_itself(suite):
    result = suite("", "--fixtures")

    result.stdout.fnmatch_lines(["layers_sandbox *", "*Give the test a Layers sandbox of its own*"])


def test_without_the_extra_only_the_tests_that_use_it_fail_and_say_what_to_install(
    suite, monkeypatch
):
    monkeypatch.delitem(sys.modules, f"{testing.__name__}.in_process", raising=False)
    monkeypatch.delattr(testing, "in_process", raising=False)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "starlette.types", None)

    result = suite("def test_with(layers_sandbox): pass\ndef test_without(): pass\n")

    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*run `pip install 'layers-cli?sandbox?'`*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_suite_that_does_not_use_it_loads_no_server():
    """pytest loads every plugin before every run of everybody."""
    code = "import sys, layers_cli.sandbox.testing.pytest_plugin; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"starlette", "httpx", "pydantic", "sqlite3", "PIL", "jinja2"} & {
        name.partition(".")[0] for name in done.stdout.split()
    }
