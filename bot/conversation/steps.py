"""A step is a question and what its answer does, side by side; a flow is the steps of one conversation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from bot.conversation.messages import Address, Answer, Attachment, Choice, Say
from bot.texts import _

D = TypeVar("D")


@dataclass
class Chat(Generic[D]):
    """One turn as a step sees it: `desk` is all the ward can do, `data` what this conversation has gathered.

    `data` is kept between turns as JSON; `memory` outlives the conversation and belongs to the chat.
    """

    desk: D
    address: Address
    now: datetime
    data: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Go:
    """Go on to `step`, after saying `first`."""

    step: "type[Step[Any]] | str"
    first: tuple[Say, ...] = ()


@dataclass(frozen=True)
class Sorry:
    """The answer cannot be used: say why and ask again; nothing gathered is lost."""

    text: str


@dataclass(frozen=True)
class End:
    """The conversation is over; `says` are its last words, `start` what begins in its place.

    `forget`: what had been set aside for it is not taken up again.
    """

    says: tuple[Say, ...] = ()
    start: "Start | None" = None
    forget: bool = False


@dataclass(frozen=True)
class Start:
    """Begin the flow of this name with `data`, at `step` if not at its first, after saying `first`.

    `afresh`: where the same flow is open already, this takes its place and nothing is set aside. `trail` is
    where going back leads, of a conversation that was begun elsewhere.
    """

    flow: str
    data: dict[str, Any] = field(default_factory=dict)
    step: str | None = None
    first: tuple[Say, ...] = ()
    afresh: bool = False
    trail: tuple[dict[str, Any], ...] = ()


Next: TypeAlias = "type[Step[Any]] | Go | Sorry | End"


class Step(Protocol[D]):
    """Asking changes nothing and may happen any number of times; taking an answer may change the ward."""

    def ask(self, chat: Chat[D]) -> Say: ...

    def take(self, chat: Chat[D], answer: Answer) -> Next: ...


@dataclass(frozen=True)
class Flow(Generic[D]):
    """The steps of one conversation by name, in order; the first one begins it.

    `collect`, where given, takes the files that arrive at any step and says so in one sentence; `kept` names
    the data that going back does not undo.
    """

    name: str
    steps: dict[str, Step[D]]
    collect: Callable[[Chat[D], tuple[Attachment, ...]], str] | None = None
    kept: tuple[str, ...] = ()

    @staticmethod
    def of(
        name: str,
        *steps: type[Step[D]],
        collect: Callable[[Chat[D], tuple[Attachment, ...]], str] | None = None,
        kept: tuple[str, ...] = (),
    ) -> "Flow[D]":
        return Flow(name, {step.__name__: step() for step in steps}, collect, kept)

    @property
    def first(self) -> str:
        return next(iter(self.steps))


@dataclass(frozen=True)
class Question(Generic[D]):
    """One question of a straight run: its answer is kept in `chat.data[key]`.

    `prompt` is a catalogue key; `choices` are (value, catalogue key) pairs, and when given, one of them must
    be picked; `check` returns what is wrong with a typed answer, or None.
    """

    key: str
    prompt: str
    choices: tuple[tuple[str, str], ...] = ()
    check: Callable[[str], str | None] = lambda _text: None


@dataclass(frozen=True)
class _Asked(Generic[D]):
    question: Question[D]
    following: str | None
    finish: Callable[[Chat[D]], End]

    def ask(self, chat: Chat[D]) -> Say:
        choices = tuple(Choice(value, _(label)) for value, label in self.question.choices)
        return Say(_(self.question.prompt), choices)

    def take(self, chat: Chat[D], answer: Answer) -> Next:
        text = answer.text.strip()
        if self.question.choices:
            if answer.choice is None:
                return Sorry(_("Please pick one of the choices below."))
            text = answer.choice
        elif not text:
            return Sorry(_("Please answer in words."))
        elif problem := self.question.check(text):
            return Sorry(problem)
        chat.data[self.question.key] = text
        return Go(self.following) if self.following else self.finish(chat)


def straight(name: str, questions: Sequence[Question[D]], finish: Callable[[Chat[D]], End]) -> Flow[D]:
    """A flow that asks `questions` one after another and ends with `finish(chat)`."""
    following = [*(question.key for question in questions[1:]), None]
    steps: dict[str, Step[D]] = {
        question.key: _Asked(question, after, finish)
        for question, after in zip(questions, following, strict=True)
    }
    return Flow(name, steps)
