"""TAB in real bashes, zshes and fishes, on a terminal, without `layers` in the PATH."""

import pytest
import tree_sitter
import tree_sitter_powershell

from layers_cli.completion import scripts
from layers_cli.completion.cache import Seen
from layers_cli.reference import shells
from layers_cli.reference.model import CommandReference, Option, Reference
from tests.reference.shell_screen import COMPLETIONS, STARTS, ShellScreen

HOSTILE = 'it\'s "q" $(touch pwned) `touch pwned` a:b;c|d \\n %s [x] {a,b} *'
IDS = ("cnt_aaa1", "cnt_aab2")


@pytest.fixture(params=STARTS)
def shell(request, tmp_path):
    """A shell that has seen two containers, one with a hook that would like to be run."""
    seen = Seen()
    seen.note("Container", {"id": IDS[0], "hook": f"{HOSTILE}\nsecond line"})
    seen.note("Container", {"id": IDS[1], "hook": "wait for it..."})
    seen.note("Project", {"id": "prj_zen", "name": "InboxZen"})
    seen.note("SocialAccount", {"socialAccountId": "sa_1", "handle": "@inboxzen"})
    seen.note("Campaign", {"name": "autumn", "sheet": "autumn.csv"})
    seen.save(tmp_path / "cache" / "seen" / "sandbox", place="sandbox")
    (tmp_path / "world.yaml").touch()
    opened = ShellScreen(request.param, tmp_path, {"LAYERS_CACHE_DIR": str(tmp_path / "cache")})
    yield opened
    opened.close()
    assert not (tmp_path / "pwned").exists()


COMPLETED = {
    "layers cont": "layers content",
    "layers content gen": "layers content generate",
    "layers --sandbox content gen": "layers --sandbox content generate",
    "layers --project prj_1 jobs wat": "layers --project prj_1 jobs watch",
    "layers content list --creat": "layers content list --creative-type",
    "layers content list --creative-type upl": "layers content list --creative-type uploaded",
    "layers content list --approval=pen": "layers content list --approval=pending",
    "layers content generate --hook '--' --vari": "layers content generate --hook '--' --variants",
    "layers config get base": "layers config get base_url",
    "layers help exit": "layers help exit-codes",
    "layers help content gen": "layers help content generate",
    "layers completion zs": "layers completion zsh",
    "layers --sandbox content get cnt_aab": "layers --sandbox content get cnt_aab2",
    "layers content approve --sandbox cnt_zz cnt_aab": "layers content approve --sandbox cnt_zz cnt_aab2",
    "layers project list --sandbox --project prj": "layers project list --sandbox --project prj_zen",
    "layers --sandbox accounts connect ins": "layers --sandbox accounts connect instagram",
    "layers --sandbox accounts connect inb": "layers --sandbox accounts connect inboxzen",
    "layers --sandbox campaign report --merge wor": "layers --sandbox campaign report --merge world.yaml",
    "layers-cli cont": "layers-cli content",
    "layers sandbox seed wor": "layers sandbox seed world.yaml",
}


def test_a_tab_completes_what_is_clear(shell):
    """A blank comes after it, so that one can type on."""
    for typed, completed in COMPLETED.items():
        shell.press(f"{typed}\t")
        shell.wait_for(f"READY> {completed}\n")
        shell.press("END")
        shell.wait_for(f"READY> {completed} END\n")
        shell.start_over()


def test_ids_stand_beside_their_hooks_and_no_hook_is_run(shell):
    shell.press("layers --sandbox content get cnt_a\t")
    shell.wait_for("cnt_aa")
    shell.press("\t\t")

    screen = shell.wait_for("wait for it...")
    assert all(name in screen for name in IDS)
    assert 'it\'s "q" $(touch pwned) `touch pwned` a:b;c|d \\n %s' in screen


def test_ids_of_another_profile_are_not_offered(shell):
    shell.press("layers --profile work content get \t\t")
    shell.press("x\t")

    screen = shell.wait_for("get x")
    assert not any(name in screen for name in IDS)


@pytest.mark.parametrize("name", scripts.FILES)
def test_the_shipped_script_is_the_one_that_is_printed(layers, name):
    shipped = (COMPLETIONS / scripts.FILES[name]).read_text(encoding="utf-8")

    assert layers("completion", name).out == shipped


def mistakes(script: str) -> list[str]:
    """What a PowerShell parser cannot read of *script*."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    waiting, found = [parser.parse(script.encode()).root_node], []
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.is_error or node.is_missing:
            found.append(f"line {node.start_point[0] + 1}: {(node.text or b'').decode()[:80]}")
    return found


def test_powershell_can_read_its_script():
    script = scripts.script("powershell")

    assert mistakes(script) == []
    assert mistakes(script.replace("}", "", 1))  # the parser does look


def odd(text: str) -> Reference:
    """A tree whose only command and option are explained by *text*."""
    return Reference(
        (Option(("--json",), help=text),),
        (
            CommandReference(
                "", text, options=(Option(("--hook",), "TEXT", text),), commands=("do",)
            ),
            CommandReference("do", text, options=(Option(("--odd",), help=text),)),
        ),
    )


def test_no_help_text_breaks_the_powershell_script():
    assert mistakes(shells.script("powershell", odd("it's ’quoted‘ $(1) `n \" @{"))) == []
