"""One turn: a position and an event in, the next position and what to say out; nothing else is touched.

A message is, in this order: a word that works everywhere (cancel, back, help); a command, unless it picks one
of the choices the open question offered; words out of the blue where nothing is open; a return after a long
silence or a button of an earlier question, which only ask again; the answer to the open question.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from bot.conversation.answers import read_answer
from bot.conversation.messages import Answer, Attachment, Incoming, Position, Say, Spoken, offer
from bot.conversation.router import Reply, Router
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.texts import _

D = TypeVar("D")
PATIENCE = timedelta(days=14)
TRAIL, PARKED = 30, 3


def take_turn(
    router: Router[D], chat: Chat[D], position: Position, incoming: Incoming
) -> tuple[Position, list[Spoken]]:
    """Answer one event. `position` is changed in place and given back with the messages to send."""
    turn = _Turn(router, chat, position)
    chat.data, chat.memory = position.data, position.memory
    says = router.afterword(chat, turn.answer(incoming), position.flow)
    position.memory = chat.memory
    position.expires = (chat.now + PATIENCE).isoformat() if position.flow else None
    return position, offer(position, says)


@dataclass
class _Turn(Generic[D]):
    router: Router[D]
    chat: Chat[D]
    position: Position

    def answer(self, incoming: Incoming) -> list[Say]:
        flow = self._flow()
        reading = read_answer(incoming, self.position)
        answer = reading.answer
        if control := self.router.control(answer):
            return {"cancel": self._cancel, "back": self._back, "help": self._help}[control]()
        answers_step = flow is not None and answer.choice is not None and not answer.choice.startswith("/")
        if not answers_step and (command := self.router.command(self.chat, answer)):
            handler, rest = command
            return self._reply(handler.handle(self.chat, rest))
        if flow is None:
            return self._unprompted(answer, stale=reading.stale)
        if self._lapsed():
            kept = _("It has been a while; what was entered before is still here. Type “huỷ” to drop it.")
            if answer.files and flow.collect is not None:
                kept = f"{kept}\n{flow.collect(self.chat, answer.files)}"
                self.position.data = self.chat.data
            return [Say(kept), self._ask(flow)]
        if reading.stale:
            return [_before(_("That button belongs to an earlier question."), self._ask(flow))]
        return self._take(flow, answer)

    def _flow(self) -> Flow[D] | None:
        flow = self.router.flows.get(self.position.flow or "")
        if flow is None:
            self.position.flow = self.position.step = None
        elif self.position.step not in flow.steps:
            self.position.step = flow.first
        return flow

    def _lapsed(self) -> bool:
        expires = self.position.expires
        return expires is not None and datetime.fromisoformat(expires) < self.chat.now

    def _ask(self, flow: Flow[D]) -> Say:
        return flow.steps[self.position.step or flow.first].ask(self.chat)

    def _take(self, flow: Flow[D], answer: Answer) -> list[Say]:
        if answer.files:
            received = self._collect(flow, answer.files)
            self.position.data = self.chat.data
            if not answer.text.strip():
                return [_before(received, self._ask(flow))]
            said = self._take_words(flow, replace(answer, files=()))
            return [_before(received, said[0]), *said[1:]] if said else [Say(received)]
        return self._take_words(flow, answer)

    def _collect(self, flow: Flow[D], files: tuple[Attachment, ...]) -> str:
        if flow.collect is None:
            return _("No file is needed here, so it was not added to anything.")
        return flow.collect(self.chat, files)

    def _take_words(self, flow: Flow[D], answer: Answer) -> list[Say]:
        before = {"step": self.position.step, "data": deepcopy(self.position.data)}
        outcome = flow.steps[self.position.step or flow.first].take(self.chat, answer)
        if isinstance(outcome, Sorry):
            self.position.data = self.chat.data
            aside = self.router.recognise(self.chat, answer.text, aside=True)
            if aside is None:
                return [_before(outcome.text, self._ask(flow))]
            if isinstance(aside, Start):
                return self._reply(aside)
            said = list(aside) if isinstance(aside, tuple) else [aside]
            return [*(replace(say, choices=()) for say in said), self._ask(flow)]
        return self._go(flow, outcome, before)

    def _go(self, flow: Flow[D], outcome: Next, before: dict[str, Any]) -> list[Say]:
        if isinstance(outcome, End):
            self._leave()
            if outcome.forget:
                self.position.parked = []
            if outcome.start is not None:
                return [*outcome.says, *self._begin(outcome.start)]
            return [*outcome.says, *self._resume()]
        going = outcome if isinstance(outcome, Go) else Go(outcome)  # type: ignore[arg-type]
        self.position.data = self.chat.data
        name = going.step if isinstance(going.step, str) else going.step.__name__
        if name != self.position.step:
            self.position.trail = [*self.position.trail, before][-TRAIL:]
        self.position.step = name
        return [*going.first, self._ask(flow)]

    def _begin(self, start: Start) -> list[Say]:
        flow = self.router.flows[start.flow]
        position = self.position
        if position.flow == start.flow and not start.data and not start.afresh:
            return [*start.first, _before(_("This is still open from before:"), self._ask(flow))]
        if position.flow is not None and not (start.afresh and position.flow == start.flow):
            parked = {"flow": position.flow, "step": position.step, "data": position.data}
            others = [p for p in position.parked if p["flow"] != start.flow]
            position.parked = [*others, {**parked, "trail": position.trail}][-PARKED:]
        position.flow = start.flow
        position.step = start.step if start.step in flow.steps else flow.first
        position.data = self.chat.data = dict(start.data)
        position.trail = list(start.trail)
        return [*start.first, self._ask(flow)]

    def _leave(self) -> None:
        self.position.flow = self.position.step = None
        self.position.data = self.chat.data = {}
        self.position.trail = []
        self.position.offered = []

    def _resume(self) -> list[Say]:
        while self.position.parked:
            parked = self.position.parked.pop()
            flow = self.router.flows.get(parked["flow"])
            if flow is None:
                continue
            self.position.flow = flow.name
            self.position.step = parked["step"] if parked["step"] in flow.steps else flow.first
            self.position.data = self.chat.data = parked["data"]
            self.position.trail = parked["trail"]
            return [_before(_("Back to what was open before:"), self._ask(flow))]
        return []

    def _reply(self, reply: Reply) -> list[Say]:
        if isinstance(reply, Start):
            return self._begin(reply)
        says = list(reply) if isinstance(reply, tuple) else [reply]
        flow = self._flow()
        return says if flow is None else [*(replace(say, choices=()) for say in says), self._ask(flow)]

    def _unprompted(self, answer: Answer, *, stale: bool) -> list[Say]:
        if answer.files:
            return self._reply(self.router.files(self.chat, answer))
        if stale:
            return [_before(_("That button belongs to an earlier question."), self.router.help(self.chat))]
        reply = self.router.recognise(self.chat, answer.text)
        return self._reply(self.router.fallback(self.chat, answer) if reply is None else reply)

    def _cancel(self) -> list[Say]:
        if self.position.flow is None:
            return [_before(_("There is nothing open to cancel."), self.router.help(self.chat))]
        self._leave()
        return [Say(_("Cancelled. Nothing was sent.")), *self._resume()]

    def _back(self) -> list[Say]:
        flow = self._flow()
        if flow is None:
            return [self.router.help(self.chat)]
        if not self.position.trail:
            return [_before(_("This is the first question. Type “huỷ” to stop here."), self._ask(flow))]
        before = self.position.trail.pop()
        self.position.step = before["step"] if before["step"] in flow.steps else flow.first
        kept = {name: self.position.data[name] for name in flow.kept if name in self.position.data}
        self.position.data = self.chat.data = {**before["data"], **kept}
        return [self._ask(flow)]

    def _help(self) -> list[Say]:
        flow = self._flow()
        help_ = self.router.help(self.chat)
        return [help_] if flow is None else [replace(help_, choices=()), self._ask(flow)]


def _before(sentence: str, say: Say) -> Say:
    return replace(say, text=f"{sentence}\n\n{say.text}")
