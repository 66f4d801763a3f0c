"""No row is asked for by two or paid for twice, whatever order plans, answers and deaths come in."""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from layers_cli.campaigns.records import RowState
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import WINDOW_SECONDS, IntentRecord
from tests.ledger.test_campaigns import CAMPAIGN, of_row, row

NAMES, PRICE = "1234", 50.0
LEFT = (RowState.QUEUED, RowState.UNKNOWN)
COMMITTED = {
    *(RowState.ACCEPTED, RowState.SENDING, RowState.UNKNOWN),
    *(RowState.QUEUED, RowState.HELD),
}
names = st.sampled_from(NAMES)
hosts = st.sampled_from("ab")


class Server:
    """Makes and bills what it is sent; remembers a key for a day."""

    def __init__(self) -> None:
        self.billed = Counter[str]()
        self._seen: dict[str, float] = {}

    def create(self, key: str, now: float) -> None:
        if now - self._seen.get(key, -WINDOW_SECONDS) >= WINDOW_SECONDS:
            self.billed[key] += 1
            self._seen[key] = now


class Lives(RuleBasedStateMachine):
    """A model of rows and their requests, beside the ledger that two processes share."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now, self.born = 1_000_000.0, 0
        self.dead: set[str] = set()
        self.server = Server()
        self.processes = {host: self._process() for host in "ab"}
        self.asked: dict[str, RowState] = {}  # by name, what its request came to
        self.rows: dict[str, RowState] = {}  # in the newest plan, what that said
        self.older: dict[str, RowState] = {}  # in the plans before it alone
        self.canceled: dict[str, RowState] = {}  # what a request had come to before
        self.sending: dict[str, tuple[str, IntentRecord]] = {}

    def _process(self) -> tuple[str, Ledger]:
        self.born += 1
        owner = f"owner{self.born}"
        path = Path(self.folder.name) / "ledger.db"
        exited = self.dead.__contains__
        return owner, Ledger(path, clock=lambda: self.now, owner=owner, process_has_exited=exited)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            for _, ledger in self.processes.values():
                ledger.close()
            self.folder.cleanup()

    @property
    def store(self):
        return self.processes["a"][1].campaigns("api.example.com", "default")

    def state(self, name: str, said: RowState) -> RowState:
        return self.asked.get(name, said)

    @rule(plan=st.sets(names, min_size=1), limit=st.sampled_from([None, 1, 2]))
    def add(self, plan: set[str], limit: int | None) -> None:
        before = {**self.older, **self.rows}
        self.store.add(
            CAMPAIGN, [row(name) for name in sorted(plan)], max_credits=None, limit=limit
        )
        self.older, self.rows = before, {}
        for name in sorted(plan):
            known = self.older.pop(name, RowState.PLANNED)
            fresh = known is not RowState.QUEUED
            self.rows[name] = known
            if limit is None or not fresh or limit > 0:
                self.rows[name] = RowState.QUEUED
                limit = limit - 1 if limit is not None and fresh else limit
        let_go = {RowState.QUEUED, RowState.PLANNED}
        for name, said in self.older.items():
            self.older[name] = RowState.CANCELED if said in let_go else said

    @rule(host=hosts)
    @precondition(lambda self: self.rows)
    def claim(self, host: str) -> None:
        owner, ledger = self.processes[host]
        left = [each.row for each in self.store.rows("hooks", LEFT)]
        found = ledger.intents.claim([of_row(each) for each in left])
        for planned, entry in zip(left, found, strict=True):
            assert entry is not None, "a row that is left is nobody's"
            is_young = entry.can_be_replayed(now=self.now, credential="c1")
            assert planned.name not in self.sending, "asked for by two"
            if not entry.is_accepted and is_young:
                self.sending[planned.name] = owner, entry
                self.asked[planned.name] = RowState.SENDING
                self.canceled.pop(planned.name, None)

    @rule(name=names, host=hosts)
    def claim_late(self, name: str, host: str) -> None:
        """Claim a row that was queued when this process looked, and is no more."""
        if name not in self.sending:
            return
        owner, ledger = self.processes[host]
        [entry] = ledger.intents.claim([of_row(row(name))])
        if self.asked[name] is RowState.ACCEPTED:  # it was forgotten meanwhile
            assert entry is not None, "what is over is nobody's"
            assert entry.is_accepted, "what is paid for is sent again"
        else:
            assert entry is None or owner == self.sending[name][0], "asked for by two"

    def _over(self, name: str) -> tuple[Ledger, IntentRecord] | None:
        if name not in self.sending:
            return None
        owner, entry = self.sending.pop(name)
        return next(ledger for each, ledger in self.processes.values() if each == owner), entry

    @rule(name=names)
    def answer(self, name: str) -> None:
        if found := self._over(name):
            ledger, entry = found
            self.server.create(entry.key, self.now)
            made = [f"cnt_{name}"]
            ledger.intents.answer(
                entry.id, status=202, answer=b"{}", job_id=f"job_{name}", container_ids=made
            )
            self.asked[name] = RowState.ACCEPTED

    @rule(name=names, status=st.sampled_from([402, 422]))
    def refuse(self, name: str, status: int) -> None:
        found = None if self.server.billed[row(name).key] else self._over(name)
        if found:
            ledger, entry = found
            ledger.intents.refuse([entry.id], status=status, code="NO")
            if self.asked[name] is not RowState.ACCEPTED:
                self.asked[name] = RowState.HELD if status == 402 else RowState.REFUSED

    @rule(name=names, executed=st.booleans())
    def lose(self, name: str, executed: bool) -> None:
        if found := self._over(name):
            ledger, entry = found
            if executed:
                self.server.create(entry.key, self.now)
            ledger.intents.lose(entry.id, status=None, code="cli_network")
            if self.asked[name] is not RowState.ACCEPTED:
                self.asked[name] = RowState.UNKNOWN

    @rule(name=names)
    def give_back(self, name: str) -> None:
        if found := self._over(name):
            ledger, entry = found
            ledger.intents.give_back([entry.id])
            if self.asked[name] is RowState.SENDING and entry.outcome_unknown:
                self.asked[name] = RowState.UNKNOWN
            elif self.asked[name] is RowState.SENDING:
                del self.asked[name]

    @rule(host=hosts, executed=st.booleans())
    def die(self, host: str, executed: bool) -> None:
        owner, ledger = self.processes[host]
        ledger.close()
        self.dead.add(owner)
        self.processes[host] = self._process()
        for name in [name for name, (whose, _) in self.sending.items() if whose == owner]:
            _, entry = self.sending.pop(name)
            if executed:
                self.server.create(entry.key, self.now)
            if self.asked[name] is not RowState.ACCEPTED:
                self.asked[name] = RowState.UNKNOWN

    @rule(hours=st.sampled_from([1, 25]))
    def wait(self, hours: int) -> None:
        if not self.sending:  # no request takes so long
            self.now += hours * 3600

    @rule()
    @precondition(lambda self: self.rows)
    def pause_and_resume(self) -> None:
        self.store.pause("hooks", "a coffee")
        assert [each.paused for each in self.store.campaigns()] == ["a coffee"]
        held = self._with(RowState.HELD)
        assert self.store.resume("hooks") == len(held)
        assert [each.paused for each in self.store.campaigns()] == [None]
        self._let_go(held)

    @rule()
    @precondition(lambda self: self.rows)
    def retry_failed(self) -> None:
        refused = self._with(RowState.REFUSED)
        assert self.store.retry_failed("hooks", []) == len(refused)
        self._let_go(refused)

    @rule()
    @precondition(lambda self: self.rows)
    def cancel(self) -> None:
        left = self._with(RowState.QUEUED, RowState.HELD, RowState.PLANNED)
        assert self.store.cancel("hooks") == len(left)
        self.canceled |= {name: self.asked[name] for name in left if name in self.asked}
        self._let_go(left)
        self.rows |= dict.fromkeys(left, RowState.CANCELED)

    @rule()
    @precondition(lambda self: self.rows)
    def forget(self) -> None:
        """What was sent, or is being sent, counts as paid for."""
        self.store.forget("hooks")
        self.rows, self.older = {}, {}
        refused = (RowState.REFUSED, RowState.HELD)
        self.asked = {
            name: state if state in refused else RowState.ACCEPTED
            for name, state in (self.canceled | self.asked).items()
        }

    def _with(self, *states: RowState) -> list[str]:
        return [name for name, said in self.rows.items() if self.state(name, said) in states]

    def _let_go(self, left: list[str]) -> None:
        for name in left:
            self.asked.pop(name, None)

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        assert not hasattr(self, "server") or max(self.server.billed.values(), default=0) <= 1

    @invariant()
    def counts_agree(self) -> None:
        if not getattr(self, "rows", None):
            return
        states = {name: self.state(name, said) for name, said in self.rows.items()}
        assert {each.row.name: each.state for each in self.store.rows("hooks")} == states
        counts = self.store.counts("hooks")
        assert counts.rows == Counter(states.values())
        every = [*states.values(), *(self.state(*each) for each in self.older.items())]
        assert counts.credits_accepted == PRICE * every.count(RowState.ACCEPTED)
        assert counts.credits_left == PRICE * (
            sum(state in COMMITTED for state in every) - every.count(RowState.ACCEPTED)
        )


Lives.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestLives = Lives.TestCase


def test_a_row_that_is_forgotten_while_it_is_sent_is_nobodys_to_send_again():
    """What the machine above once found: whoever claims it late sees it as accepted."""
    lives = Lives()
    try:
        lives.begin()
        lives.add({"1"}, None)
        lives.claim("b")
        lives.forget()
        lives.claim_late("1", "a")
        lives.answer("1")
        lives.claim_late("1", "a")
        assert lives.server.billed.total() == 1
    finally:
        lives.teardown()
