"""`layers completion --install` and what it may do to the files of a user."""

import json
import stat

import pytest

RC = {"zsh": ".zshrc", "powershell": ".config/powershell/profile.ps1"}
SCRIPTS = {
    "bash": ".local/share/bash-completion/completions/layers",
    "zsh": ".local/share/zsh/site-functions/_layers",
    "fish": ".config/fish/completions/layers.fish",
    "powershell": ".local/share/layers-cli/layers.ps1",
}


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "it's home"
    folder.mkdir()
    return folder


@pytest.fixture
def install(layers, home):
    """Install a shell's completion for the user whose home is *home*."""
    return lambda shell, *more: layers(
        "completion", shell, "--install", *more, environ={"HOME": str(home), "PATH": ""}
    )


@pytest.mark.parametrize("shell", SCRIPTS)
def test_install_writes_the_script_where_the_shell_looks(install, layers, home, shell):
    result = install(shell)

    assert result.code == 0
    assert result.out == f"{home / SCRIPTS[shell]}\n"
    assert f"Wrote {home / SCRIPTS[shell]}" in result.err
    assert (home / SCRIPTS[shell]).read_text(encoding="utf-8") == layers("completion", shell).out


@pytest.mark.parametrize("shell", SCRIPTS)
def test_second_install_changes_nothing(install, home, shell):
    install(shell)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    result = install(shell, "--json")

    assert result.json["changed"] == []
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("shell", RC)
def test_install_keeps_the_content_of_the_startup_file(install, home, shell):
    startup = home / RC[shell]
    startup.parent.mkdir(parents=True, exist_ok=True)
    startup.write_bytes(b"# mine \xff\r\nalias ll=ls")
    startup.chmod(0o640)

    install(shell)

    assert startup.read_bytes().startswith(
        b"# mine \xff\r\nalias ll=ls\n# >>> layers completion >>>\n"
    )
    assert stat.S_IMODE(startup.stat().st_mode) == 0o640


def test_older_block_is_replaced_in_place(install, home):
    startup = home / ".zshrc"
    startup.write_text(
        "first\n# >>> layers completion >>>\nold\n# <<< layers completion <<<\nlast\n"
    )

    install("zsh")

    text = startup.read_text()
    assert text.startswith("first\n# >>>")
    assert text.endswith("# <<< layers completion <<<\nlast\n")
    assert "\nold\n" not in text
    assert text.count(">>> layers completion") == 1


def test_a_linked_startup_file_stays_a_link(install, home):
    (home / "dotfiles").mkdir()
    (home / "dotfiles" / "zshrc").write_text("mine\n")
    (home / ".zshrc").symlink_to(home / "dotfiles" / "zshrc")

    install("zsh")

    assert (home / ".zshrc").is_symlink()
    assert "layers completion" in (home / "dotfiles" / "zshrc").read_text()


def test_install_that_cannot_write_suggests_printing_the_script(install, home):
    (home / ".config").write_text("a file, not a folder")

    result = install("fish", "--json")

    assert (result.code, result.out) == (1, "")
    assert result.error["code"] == "cli_not_installed"
    assert "layers completion fish" in result.error["hint"]
    assert (home / ".config").read_text() == "a file, not a folder"


def test_json_output_holds_the_script(layers):
    document = layers("completion", "fish", "--json").json

    assert document == {"shell": "fish", "script": layers("completion", "fish").out}
    assert json.dumps(document)


def test_an_unknown_shell_is_refused(layers):
    assert layers("completion", "tcsh").code == 2
