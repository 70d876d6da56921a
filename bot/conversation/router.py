"""Where a message goes when no step is waiting for it: commands, files out of the blue, and plain words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Say
from bot.conversation.steps import Chat, Flow, Start

D = TypeVar("D")

Reply: TypeAlias = Say | Start | tuple[Say, ...]
Handle: TypeAlias = Callable[[Chat[D], Answer], Reply]
Recognise: TypeAlias = Callable[[Chat[D], str], Reply | None]
Afterword: TypeAlias = Callable[[Chat[D], list[Say], str | None], list[Say]]
Control = Literal["cancel", "back", "help"]

_CONTROLS: dict[str, Control] = {
    **dict.fromkeys(("huy", "huy bo", "thoat", "dung lai", "cancel", "stop", "/cancel", "/huy"), "cancel"),
    **dict.fromkeys(("quay lai", "tro lai", "lui lai", "back", "/back"), "back"),
    **dict.fromkeys(("tro giup", "giup", "giup toi", "giup do", "huong dan", "help", "/help"), "help"),
}


@dataclass(frozen=True)
class Command(Generic[D]):
    """Something that can be asked for at any moment, by `/name`, a button with that id, or its `words`.

    `words` are whole messages, folded (no diacritics, lower case); `allowed` says who may see and use it.
    `label`, a catalogue key, puts it in the menu of those who may.
    """

    name: str
    handle: Handle[D]
    words: tuple[str, ...] = ()
    allowed: Callable[[Chat[D]], bool] = lambda _chat: True
    label: str = ""


@dataclass(frozen=True)
class Part(Generic[D]):
    """What one file of conversations adds to the house; see Router for each."""

    flows: Sequence[Flow[D]] = ()
    commands: Sequence[Command[D]] = ()
    recognisers: Sequence[Recognise[D]] = ()
    aside: Sequence[Recognise[D]] = ()


@dataclass(frozen=True)
class Router(Generic[D]):
    """All conversations and commands of the house.

    `recognisers` are tried in order on words no step waits for; `aside` are those of them that may answer in
    the middle of a conversation, when its step could not use what was said. `fallback` always has a reply.
    `afterword` sees all that a turn is about to say, and the flow that is open then, and may add to it.
    """

    flows: Mapping[str, Flow[D]]
    commands: Sequence[Command[D]]
    fallback: Handle[D]
    help: Callable[[Chat[D]], Say]
    files: Handle[D]
    recognisers: Sequence[Recognise[D]] = ()
    aside: Sequence[Recognise[D]] = ()
    afterword: Afterword[D] = lambda _chat, says, _flow: says
    _by_word: dict[str, list[Command[D]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word: dict[str, list[Command[D]]] = {}
        for command in self.commands:
            for word in (command.name, *command.words):
                by_word.setdefault(word, []).append(command)
        object.__setattr__(self, "_by_word", by_word)

    def control(self, answer: Answer) -> Control | None:
        """The word that works everywhere, if the message is one: cancel, back or help."""
        said = answer.choice or answer.text.strip().lower()
        return _CONTROLS.get(said) or _CONTROLS.get(plain(said))

    def command(self, chat: Chat[D], answer: Answer) -> tuple[Command[D], Answer] | None:
        """The command that was meant and what was said after it; None where this person may use none such.

        Where several share a word, it means the first that this person may use.
        """
        said = answer.choice if answer.choice and answer.choice.startswith("/") else answer.text.strip()
        name, _space, rest = said.partition(" ")
        named = self._by_word.get(name.lower() if name.startswith("/") else plain(said), ())
        found = next((command for command in named if command.allowed(chat)), None)
        if found is None:
            return None
        return found, Answer(rest.strip() if name.startswith("/") else "", None, answer.files)

    def recognise(self, chat: Chat[D], text: str, *, aside: bool = False) -> Reply | None:
        """The first reply any recogniser has to these words."""
        if not text.strip():
            return None
        for recognise in self.aside if aside else self.recognisers:
            if (reply := recognise(chat, text)) is not None:
                return reply
        return None
