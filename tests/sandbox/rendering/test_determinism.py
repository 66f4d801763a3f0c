"""The same seed and the same calls give the same bytes, in two processes with two hash seeds."""

import json
import subprocess
import sys

import pytest

ONE_RUN = """
import hashlib, json
from pathlib import Path
import httpx
from layers_cli.sandbox.rendering.remix import RemixRenderer
from layers_cli.sandbox.testing import sandbox
from tests.sandbox.media_server import movie, serving

with sandbox(real_media=True, seed="twice") as tested:
    headers = {"Authorization": f"Bearer {tested.key}"}
    transport = tested.transport()
    # Small, since a video of full size takes its time.
    tested.state.renderers["ugc-remix"] = RemixRenderer(Path("reactions"), shrink=8)
    with httpx.Client(transport=transport, base_url="http://any", headers=headers) as client:
        body = {"format": "slideshow-builder", "hook": "wait for it…\\n你好 🧠", "variantCount": 2}
        path = f"/v1/projects/{tested.project}/content"
        made = client.post(path, json=body).json()["containerIds"]
        with serving() as files:
            demo = {"kind": "demo-video", "url": files.put("/demo.mp4", movie())}
            client.post(path.replace("/content", "/app-media"), json=demo).raise_for_status()
        made += client.post(path, json=body | {"format": "ugc-remix"}).json()["containerIds"]
        containers = [client.get(f"/v1/content/{name}").json() for name in made]
        media = [
            [asset["assetId"], asset[link].partition("/media/")[2],
             hashlib.sha256(client.get(asset[link]).content).hexdigest()]
            for container in containers for asset in container["assets"]
            for link in {asset["url"]: "url", asset["thumbnailUrl"]: "thumbnailUrl"}.values()
        ]
        print(json.dumps([media, [container["captions"] for container in containers]]))
"""


@pytest.mark.slow
def test_two_processes_render_the_same_media():
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_RUN],
            env={"PYTHONHASHSEED": number},
            stdout=subprocess.PIPE,
        )
        for number in ("1", "2")
    ]
    (media, captions), (media_again, captions_again) = (
        json.loads(run.communicate(timeout=100)[0]) for run in runs
    )

    assert len(media) >= 8 + 4
    assert media == media_again
    assert captions == captions_again
    assert len({digest for _, _, digest in media}) == len(media)
