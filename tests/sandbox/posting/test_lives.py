"""No post goes out twice or comes back, whatever order calls, time, gates and accounts come in."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from layers_cli.sandbox.core.timestamps import format_timestamp, parse_timestamp
from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import make_client, start_slideshow
from tests.sandbox.posting.conftest import DAY, HOUR

ENDED = {"published", "draft", "failed", "canceled"}


class Lives(RuleBasedStateMachine):
    """A model of what was asked for, beside the sandbox that was asked."""

    posts = Bundle("posts")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.sandbox = open_sandbox(
            Path(self.folder.name), frozen=True, publish_lead_seconds=30.0, publishing_seconds=3.0
        )
        with make_client(self.sandbox) as client:
            self.container = start_slideshow(self.sandbox, client)["containerIds"][0]
            client.get(f"/v1/content/{self.container}")
        self.client = make_client(self.sandbox, working=False)
        self.project = f"/v1/projects/{self.sandbox.project}"
        items = self.client.get(f"{self.project}/social-accounts").json()["items"]
        self.accounts = [each["socialAccountId"] for each in items if each["status"] == "connected"]
        self.answers: dict[str, tuple[Any, Any]] = {}
        self.made: set[str] = set()
        self.ends: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        if hasattr(self, "sandbox"):
            self.sandbox.close()
            self.folder.cleanup()

    @rule(
        target=posts,
        key=st.sampled_from("abc"),
        number=st.integers(0, 1),
        after=st.sampled_from([None, HOUR, DAY]),
        mode=st.sampled_from(["publish", "draft"]),
    )
    def send(self, key: str, number: int, after: int | None, mode: str) -> str:
        target = {"socialAccountId": self.accounts[number], "mode": mode}
        body: dict[str, Any] = {"targets": [target]}
        if after is not None:
            body["scheduledFor"] = format_timestamp(self.sandbox.clock.now() + after)
        call = "publish" if after is None else "schedule"
        response = self.client.post(
            f"/v1/content/{self.container}/{call}",
            json=body,
            headers={"Idempotency-Key": key},
        )
        known, answer = self.answers.get(f"{call} {key}", (None, None))
        if response.status_code == 201:
            ids = response.json()["scheduledPostIds"]
            replayed = "Idempotency-Replayed" in response.headers
            assert replayed == bool(self.made & set(ids))
            assert not replayed or (known, answer) == (body, response.json())
            self.made |= set(ids)
            self.answers[f"{call} {key}"] = (body, response.json())
            return str(ids[0])
        assert response.status_code in (409, 422), response.text
        return ""

    @rule(post=posts)
    def cancel(self, post: str) -> None:
        if post:
            before = self._row(post)["status"]
            response = self.client.delete(f"/v1/scheduled-posts/{post}")
            assert response.status_code == (409 if before in ENDED else 200)

    @rule(post=posts, after=st.sampled_from([1, HOUR, 2 * DAY]))
    def reschedule(self, post: str, after: int) -> None:
        if post:
            before = self._row(post)["status"]
            at = format_timestamp(self.sandbox.clock.now() + after)
            path = f"/v1/scheduled-posts/{post}/reschedule"
            response = self.client.post(path, json={"scheduledFor": at})
            assert response.status_code == (200 if before == "queued" else 409)

    @rule(number=st.integers(0, 1))
    def disconnect(self, number: int) -> None:
        account = self.accounts[number]
        waiting = self.sandbox.store.posts.open_of(account_id=account)
        response = self.client.delete(f"/v1/social-accounts/{account}")
        if response.status_code == 200:
            assert response.json()["canceledScheduledPosts"] == len(waiting)

    @rule()
    def everything_is_archived_and_comes_back(self) -> None:
        self.client.delete(self.project)
        self.client.patch(self.project, json={"status": "active"})

    @rule(milliseconds=st.sampled_from([1, 3000, 30_000, HOUR, 3 * DAY]))
    def time_passes(self, milliseconds: int) -> None:
        self.sandbox.set_clock(advance=milliseconds)

    @rule()
    def work(self) -> None:
        Worker(self.sandbox).run_until_idle()
        assert self.sandbox.store.posts.due(self.sandbox.clock.now()) is None

    def _row(self, post: str) -> Row:
        row = self.sandbox.store.posts.row(post)
        assert row is not None
        return row

    @invariant()
    def what_was_made_is_there_once_and_what_ended_stays_so(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        items = self.client.get(f"{self.project}/scheduled-posts", params={"limit": 100}).json()
        found = {post["id"]: post for post in items["items"]}
        assert len(found) == len(items["items"])
        assert set(found) == self.made
        for post_id, post in found.items():
            if post["status"] in ENDED:
                assert self.ends.setdefault(post_id, post) == post
            if post["status"] == "published":
                assert post["scheduledFor"] <= post["attemptedAt"] <= post["publishedAt"]
                assert parse_timestamp(post["publishedAt"]) <= self.sandbox.clock.now()


Lives.TestCase.settings = settings(max_examples=6, stateful_step_count=20)
test_no_post_goes_out_twice_or_comes_back = Lives.TestCase
