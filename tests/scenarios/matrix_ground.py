"""What the calls of the matrix may refer to: containers, jobs, projects and the like."""

from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Layers

GENERATE = ("content", "generate", "--hook", "hi")


@dataclass
class Ground:
    """What a call may refer to: things are made when they are named."""

    layers: Layers
    folder: Path

    @property
    def container(self) -> str:
        """A completed container."""
        return self.layers(*GENERATE, "-q").out.split()[0]

    @property
    def pending(self) -> str:
        """A container that waits for a review."""
        self.layers("project", "update", "--review", "review_all")
        try:
            return self.container
        finally:
            self.layers("project", "update", "--review", "auto_approve")

    @property
    def job(self) -> str:
        """A job."""
        return str(self.layers(*GENERATE, "--no-watch", "-q").out.split()[0])

    @property
    def influencer(self) -> str:
        """An influencer."""
        return str(self.layers("influencer", "create", "-q").out.split()[0])

    @property
    def webhook(self) -> str:
        """An endpoint."""
        made = self.layers(
            "webhooks", "create", "http://127.0.0.1:9/", "--event", "job.failed", "-q"
        )
        return str(made.out.split()[0])

    @property
    def delivery(self) -> str:
        """A delivery to an endpoint."""
        sent = self.layers("webhooks", "test", self.webhook, "-q")
        return str(sent.out.split()[0])

    @property
    def post(self) -> str:
        """A post that goes out in an hour."""
        words = ("content", "schedule", self.container, "--at", "+1h", "--to", "tiktok:@inboxzen")
        return str(self.layers(*words, "-q").out.split()[0])

    @property
    def link(self) -> str:
        """The state of a link that connects an account."""
        return str(self.layers("accounts", "connect", "tiktok", "--no-watch", "-q").out.strip())

    @property
    def spare(self) -> str:
        """A project that nothing else needs."""
        return str(self.layers("project", "create", "--name", "Spare", "-q").out.split()[0])

    @property
    def project(self) -> str:
        """The project."""
        return self.layers.environ["LAYERS_PROJECT"]

    def file(self, text: str) -> str:
        """A file with *text* in it."""
        path = self.folder / "given.txt"
        path.write_text(text, encoding="utf-8")
        return str(path)
