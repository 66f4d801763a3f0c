"""Completion scripts offer each kind of id that the commands take."""

import re
from pathlib import Path

import pytest

import layers_cli.reference

SCRIPTS = Path(layers_cli.reference.__file__).parent / "scripts"
COMPLETIONS = Path(__file__).parents[2] / "completions"


@pytest.mark.parametrize("name", ["_layers", "layers.bash", "layers.fish", "layers.ps1"])
def test_each_kind_of_id_is_offered(name):
    own = (SCRIPTS / name).read_text(encoding="utf-8")
    table = (COMPLETIONS / "layers.bash").read_text(encoding="utf-8")
    kinds = set(re.findall(r"[=' ,]@([a-z]+)", table))

    assert {"accounts", "campaigns", "posts"} <= kinds
    assert not {kind for kind in kinds if not re.search(rf"\b{kind}\b", own)}
