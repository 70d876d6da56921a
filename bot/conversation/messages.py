"""What comes in from a chat and what goes out, in no vendor's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Address:
    """A chat on a channel: where a message came from, or goes to."""

    channel: str
    chat: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.chat}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: kept already under `sha256`, or refused with a `problem` to tell.

    One with a `source` is still where its vendor keeps it, under that name, and has to be fetched first.
    """

    name: str
    mime: str = ""
    size: int = 0
    sha256: str = ""
    problem: str = ""
    source: str = ""

    def as_data(self) -> dict[str, Any]:
        kept = {"name": self.name, "mime": self.mime, "size": self.size, "sha256": self.sha256}
        told = {"problem": self.problem, "source": self.source}
        return kept | {name: value for name, value in told.items() if value}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Attachment":
        return Attachment(**data)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event from one chat; `id` is unique on its channel, `pressed` is the value of a button.

    Events of one `album` belong together. In a `group` others read along, so nothing personal is said there.
    """

    id: str
    address: Address
    sent_at: datetime
    text: str = ""
    pressed: str | None = None
    files: tuple[Attachment, ...] = ()
    album: str = ""
    group: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "channel": self.address.channel,
            "chat": self.address.chat,
            "sent_at": self.sent_at.isoformat(),
            "text": self.text,
            "pressed": self.pressed,
            "files": [file.as_data() for file in self.files],
            "album": self.album,
            "group": self.group,
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Incoming":
        return Incoming(
            data["id"],
            Address(data["channel"], data["chat"]),
            datetime.fromisoformat(data["sent_at"]),
            data["text"],
            data["pressed"],
            tuple(Attachment.from_data(file) for file in data["files"]),
            data["album"],
            data["group"],
        )


class Happening(StrEnum):
    """What may happen to a chat beside what is said in it.

    CAME: they follow or unblock us. LEFT: they block us or go. TAKEN_OVER: one of our people answers there by
    hand. DELIVERED and SEEN: about one message of ours. GAVE_PHONE: they filled in the vendor's form.
    WITHDREW: they want what is kept of them deleted.
    """

    CAME = "came"
    LEFT = "left"
    TAKEN_OVER = "taken_over"
    DELIVERED = "delivered"
    SEEN = "seen"
    GAVE_PHONE = "gave_phone"
    WITHDREW = "withdrew"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a chat; `about` is the vendor's id of the message, or the number given."""

    id: str
    address: Address
    at: datetime
    what: Happening
    about: str = ""


Event: TypeAlias = Incoming | Happened


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer. An id that begins with `/` is a command: it works whenever it is pressed."""

    id: str
    label: str


SHARE_PHONE = "/share_phone"
"""A choice that a channel shows as its own form for a phone number; offer it where the channel has one."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand out, kept under `sha256`."""

    name: str
    mime: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Say:
    """Something to say, translated, not yet rendered.

    `numbered` is False where a typed number is an answer in itself: there letters pick a choice.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    files: tuple[Document, ...] = ()
    link: str | None = None
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: the id of the choice they meant, if any, and all they wrote and sent."""

    text: str = ""
    choice: str | None = None
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A say as the outbox keeps it: each choice as the value a press sends back, and its label."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[Document, ...] = ()
    link: str | None = None
    numbered: bool = True

    def as_data(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "choices": [list(choice) for choice in self.choices],
            "files": [{"name": f.name, "mime": f.mime, "sha256": f.sha256} for f in self.files],
            "link": self.link,
            **({} if self.numbered else {"numbered": False}),
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Spoken":
        return Spoken(
            data["text"],
            tuple((value, label) for value, label in data.get("choices", ())),
            tuple(Document(f["name"], f["mime"], f["sha256"]) for f in data.get("files", ())),
            data.get("link"),
            data.get("numbered", True),
        )


def speak(say: Say, turn: int) -> Spoken:
    """Give each choice the value its button carries: `turn:index`, or the command itself."""
    choices = tuple(
        (choice.id if choice.id.startswith("/") else f"{turn}:{index}", choice.label)
        for index, choice in enumerate(say.choices)
    )
    return Spoken(say.text, choices, say.files, say.link, say.numbered)


def mark_of(index: int, *, numbered: bool) -> str:
    """What picks a choice when it is typed: its number, or a letter where a number is an answer in itself."""
    return str(index + 1) if numbered or index >= 26 else chr(ord("a") + index)


@dataclass
class Position:
    """Where a chat stands: plain data, so that a restart or an upgrade only has to ask again."""

    flow: str | None = None
    step: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    turn: int = 0
    offered: list[list[str]] = field(default_factory=list)
    numbered: bool = True
    trail: list[dict[str, Any]] = field(default_factory=list)
    parked: list[dict[str, Any]] = field(default_factory=list)
    expires: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return dict(vars(self))

    @staticmethod
    def from_data(data: Mapping[str, Any] | None) -> "Position":
        known = Position()
        for name, value in (data or {}).items():
            if hasattr(known, name):
                setattr(known, name, value)
        return known


def offer(position: Position, says: Sequence[Say]) -> list[Spoken]:
    """Number what is about to be said, and remember the last choices offered so that they can be answered.

    Where an open question offers none, the choices of an earlier one no longer answer anything.
    """
    if position.flow is not None and says and not says[-1].choices:
        position.offered = []
    with_choices = [say for say in says if say.choices]
    if with_choices:
        position.turn += 1
        last = with_choices[-1]
        position.offered = [[choice.id, choice.label] for choice in last.choices]
        position.numbered = last.numbered
    return [speak(say, position.turn) for say in says]
