"""Many `layers content publish` at once, with everything going wrong; then `jobs resume --all`.

`python -m tests.scenarios.torture_posts FOLDER POSTS [SEED]` publishes that many containers, prints what it
did and saw as one JSON object. It goes wrong as in `torture`.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from layers_cli.formats.json_text import loads
from tests.sandbox.conftest import walk
from tests.scenarios.torture import Torture

PUBLISHES = "/v1/content/*/publish"
MOST_CONTAINERS = 3


@dataclass(frozen=True)
class Publish:
    """One `content publish`, and what goes out by it."""

    containers: tuple[str, ...]
    key: str | None = None

    @property
    def argv(self) -> list[str]:
        key = ["--idempotency-key", self.key] if self.key else []
        words = ["content", "publish", *self.containers, "--to", "tiktok:@torture"]
        return [*words, *key, "--yes", "--retries", "1", "--json"]


class PostTorture(Torture):
    """Four processes publish; nothing may go out twice, and nothing may be forgotten."""

    at_once = 4

    def __init__(self, folder: Path, wanted: int, seed: int) -> None:
        super().__init__(folder, wanted, seed, PUBLISHES)

    def _commands(self, wanted: int) -> list[Publish]:
        left = self._seed(wanted)
        commands: list[Publish] = []
        while left:
            count = self.random.randint(1, MOST_CONTAINERS)
            key = f"key-{len(commands)}" if self.random.random() < 0.5 else None
            commands.append(Publish(tuple(left[:count]), key))
            del left[:count]
        return commands

    def _seed(self, wanted: int) -> list[str]:
        """Make a project with so many containers and an account; return their ids."""
        account = {"platform": "tiktok", "handle": "@torture"}
        project = {"name": "Torture", "containers": [{"count": wanted}], "accounts": [account]}
        world = {"projects": [project]}
        [made] = self.server.control("POST", "/_sandbox/seed", json=world)["projects"]
        self.project = self.clients.environ["LAYERS_PROJECT"] = made["id"]
        ids: list[str] = made["containerIds"]
        return ids

    def left(self) -> list[Publish]:
        """Return commands for the containers that were refused: each call may be, on its own."""
        accepted = {_container(entry) for entry in self.entries() if entry.is_accepted}
        asked = [name for command in self.commands for name in command.containers]
        return [Publish((name,)) for name in asked if name not in accepted]

    def _posts(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.server.key}"}
        path = f"/v1/projects/{self.project}/scheduled-posts"
        with httpx.Client(base_url=self.server.url, headers=headers, timeout=60) as client:
            return [post for page in walk(client, path, limit="100") for post in page]

    def report(self) -> dict[str, Any]:
        """Hold the server's posts against what was asked and against the client's ledger."""
        self.server.control("PATCH", "/_sandbox/clock", json={"advance": "1h"})
        posts = self._posts()
        asked = Counter(name for command in self.commands for name in command.containers)
        made = Counter(post["containerId"] for post in posts)
        theirs = {(post["containerId"], post["id"]) for post in posts}
        accepted = [entry for entry in self.entries() if entry.is_accepted]
        ours = {
            (_container(entry), post)
            for entry in accepted
            for post in loads(entry.answer)["scheduledPostIds"]
        }
        once = {"assertions": [{"type": "posted-once"}]}
        return {
            "asked": asked.total(),
            "made": made.total(),
            "published": sum(post["status"] == "published" for post in posts),
            "doubled": (made - asked).total(),
            "lost": (asked - made).total(),
            "onlyTheirs": len(theirs - ours),
            "onlyOurs": len(ours - theirs),
            "wrongRows": abs(len(accepted) - asked.total()),
            "unfinished": len(self.unfinished()),
            "postedOnce": self.server.control("POST", "/_sandbox/verify", json=once)["passed"],
            "commands": len(self.commands),
            "killedClients": self.killed,
            "killedServers": self.server.deaths,
            "faults": dict(self.server.faults),
            "codes": {str(code): count for code, count in sorted(self.codes.items())},
        }


def _container(entry: Any) -> str:
    container: str = entry.intent.path.split("/")[3]
    return container


def main(folder: Path, wanted: int, seed: int) -> None:
    torture = PostTorture(folder, wanted, seed)
    try:
        print(json.dumps(torture.run()))
    finally:
        torture.server.kill()


if __name__ == "__main__":
    given = sys.argv[3] if len(sys.argv) > 3 else "1"
    main(Path(sys.argv[1]), int(sys.argv[2]), int(given))
