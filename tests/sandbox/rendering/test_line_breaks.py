"""The two characters of a line break in a hook: taken verbatim, drawn as a break."""

import pytest

from layers_cli.sandbox.rendering.renderer import RenderRequest
from layers_cli.sandbox.rendering.slideshow import SlideshowRenderer
from layers_cli.sandbox.testing import InstantRemixRenderer, InstantRenderer, open_sandbox
from tests.sandbox.conftest import make_client


class Watching(SlideshowRenderer):
    """Remembers what it has planned."""

    def __init__(self):
        self.plans = []

    def plan(self, request):
        self.plans.append(super().plan(request))
        return self.plans[-1]

    def draw(self, item):
        return b"a picture"


def test_a_hook_of_the_bank_passed_verbatim_is_broken_into_lines(tmp_path):
    sandbox = open_sandbox(tmp_path / "sandbox", renderer=(renderer := Watching()))
    with make_client(sandbox) as client:
        path = f"/v1/projects/{sandbox.project}/content"
        bank = client.get(f"{path}/hooks").json()["hooks"]
        hook = next(hook for hook in bank if "\\n" in hook)
        body = {"format": "slideshow-builder", "hook": hook}
        made = client.post(path, json=body).json()["containerIds"][0]
        container = client.get(f"/v1/content/{made}").json()
    sandbox.close()

    broken = hook.replace("\\n", "\n")
    assert container["hook"] == hook
    assert renderer.plans[0].items[0].work.text == broken
    assert all(caption["text"].startswith(broken) for caption in container["captions"])


@pytest.mark.parametrize("renderer", [InstantRenderer(), InstantRemixRenderer()])
def test_captions_of_placeholders_are_broken_into_lines_too(renderer):
    plan = renderer.plan(RenderRequest("wait for it\\nfree", {"name": "Habit"}, {}, "seed"))

    assert plan.captions["tiktok"] == "wait for it\nfree"
