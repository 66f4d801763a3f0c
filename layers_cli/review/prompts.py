"""The review as numbered questions, for screen readers: nothing that was written changes."""

from collections.abc import Callable, Mapping, Sequence
from threading import Event

from layers_cli.errors.reporting import describe
from layers_cli.formats.text import is_blank
from layers_cli.inputs.project_fields import LONGEST_REVIEW
from layers_cli.ledger.decisions import APPROVE, REJECT, Decision
from layers_cli.render.output import Output
from layers_cli.render.sanitize import clean, one_line
from layers_cli.render.text import counted
from layers_cli.review import item_texts
from layers_cli.services.jobs.budget import known_credits
from layers_cli.services.review.desk import ReviewDesk
from layers_cli.services.review.queue import ReviewItem
from layers_cli.services.review.takes import TakeRun, make_take


class EndedError(Exception):
    """The answers have ended."""


class Prompts:
    """Asks about each item of *desk* that waits; questions and answers go over *out*."""

    def __init__(self, desk: ReviewDesk, out: Output) -> None:
        self._desk = desk
        self._out = out
        self._skipped: set[str] = set()
        self._actions: Mapping[str, tuple[str, Callable[[ReviewItem], object]]] = {
            "1": ("approve", self._approve),
            "2": ("reject", self._reject),
            "3": ("skip", lambda item: self._skipped.add(item.id)),
            "4": ("undo the last decision", lambda item: self._undo()),
            "5": ("choose this variant, reject the others", self._choose),
            "6": ("open in the browser", self._open),
            "7": ("save the files in this folder", self._save),
            "8": ("send what is decided", lambda item: self.send()),
            "9": ("reject, and make another take", self._take),
            "0": ("leave", self._leave),
        }

    def run(self) -> None:
        """Ask until nothing waits or somebody leaves, then ask whether to send."""
        try:
            while (item := self._next()) is not None:
                self._ask_about(item)
        except EndedError:
            return
        if self._desk.unsent:
            count = counted(len(self._desk.unsent), "decision")
            if self._out.confirm(f"Send {count}?"):
                self.send()

    def _next(self) -> ReviewItem | None:
        waiting = (each for each in self._desk.queue.items if self._desk.is_open(each))
        return next((each for each in waiting if each.id not in self._skipped), None)

    def _ask_about(self, item: ReviewItem) -> None:
        desk, say = self._desk, self._out.note
        say("")
        say(f"Hook: {one_line(item.hook) or 'none'}")
        for caption in item_texts.captions(item):
            say(f"Caption: {one_line(caption)}")
        say(", ".join(item_texts.facts(item, desk, self._out.now())))
        say(f"{counted(len(item_texts.pictures(item)), 'picture')}, {self._place(item)}")
        say("; ".join(f"{key} {words}" for key, (words, _) in self._actions.items()))
        answer = self._answer("Number:")
        if answer not in self._actions:
            say(f"There is no choice {clean(answer)}")
            return
        try:
            self._actions[answer][1](item)
        except EndedError:
            raise
        except Exception as exc:  # noqa: BLE001 - it is told, and the review goes on
            say(describe(exc).problem.message)

    def _place(self, item: ReviewItem) -> str:
        variants = self._desk.queue.variants(item.id)
        if len(variants) < 2:
            return "no other variant"
        return f"variant {variants.index(item) + 1} of {len(variants)}"

    def _answer(self, question: str) -> str:
        answer = self._out.ask(question)
        if answer is None:
            raise EndedError
        return answer.strip()

    def _approve(self, item: ReviewItem) -> None:
        self._desk.decide([Decision(item.id, APPROVE)])

    def _reject(self, item: ReviewItem) -> None:
        if reason := self._reason():
            self._desk.decide([Decision(item.id, REJECT, reason)])

    def _choose(self, item: ReviewItem) -> None:
        others = [each for each in self._desk.queue.variants(item.id) if self._desk.is_open(each)]
        if len(others) < 2:
            self._out.note("No other variant waits")
        elif reason := self._reason():
            self._desk.choose(item, reason)

    def _reason(self) -> str | None:
        """Ask for a reason; a number stands for a recent one, nothing for going back."""
        recent = self._desk.reasons()
        for number, each in enumerate(recent, 1):
            self._out.note(f"{number} {one_line(each)}")
        answer = self._answer("Reason, or the number of a recent one; nothing goes back:")
        if answer.isdecimal() and 0 < int(answer) <= len(recent):
            return recent[int(answer) - 1]
        if len(answer) > LONGEST_REVIEW:
            self._out.note(f"A reason has {LONGEST_REVIEW} characters at most, not {len(answer)}")
            return None
        return None if is_blank(answer) else answer

    def _take(self, item: ReviewItem) -> None:
        """Reject *item* and wait for another take of it, which comes into the queue."""
        if (reason := self._reason()) is None:
            return
        price = item_texts.take_price(item, known_credits(self._desk.context))
        self._out.note(f"Another take costs {price}")
        hook = self._answer("Its hook; nothing goes back:")
        if is_blank(hook):
            return
        self._desk.decide([Decision(item.id, REJECT, reason)])
        take = TakeRun(item, hook)
        self._desk.takes.append(take)
        self._out.note("The new take is under way")
        items = make_take(self._desk.context.separate(), take, Event(), lambda take: None)
        self._desk.queue.add(items, after=item.id)
        is_ready = any(each.container.status == "completed" for each in items)
        self._out.note("The new take is ready" if is_ready else f"It has failed: {take.job_id}")

    def _undo(self) -> None:
        names = self._desk.undo()
        self._skipped -= set(names)
        undone = f"Undone: {', '.join(names)}" if names else "Nothing is left to undo"
        self._out.note(undone)

    def _open(self, item: ReviewItem) -> None:
        if not self._desk.open_in_browser(item):
            self._tell_all(self._desk.addresses(item))

    def _tell_all(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._out.note(line)

    def _save(self, item: ReviewItem) -> None:
        self._out.note(f"{counted(self._desk.download(item, '.'), 'file')} saved")

    def send(self) -> None:
        """Send what was decided, and tell what came of it."""
        records = self._desk.unsent
        told = self._desk.sent(records, self._desk.send(records))
        self._tell_all(told or [f"{counted(len(records), 'decision')} sent"])

    def _leave(self, item: ReviewItem) -> None:
        self._skipped |= {each.id for each in self._desk.queue.items}
