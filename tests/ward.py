"""A chat with the ward's own conversations, a call a turn: no channel, no loop, one session."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.conversation.messages import Address, Attachment, Incoming, Position, Say, Spoken
from bot.conversation.router import Part, Router
from bot.conversation.steps import Chat
from bot.conversation.turn import take_turn
from bot.services.desk import Desk, open_desk
from bot.services.ward import Ward
from bot.texts import speaking
from storage.conversations import keep_state, load_state
from storage.tables import Identity, Person, Seat, Unit
from storage.vocabulary import Role

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)


def router_of(part: Part[Desk]) -> Router[Desk]:
    """A house with one part, whose other answers are a word each."""
    return Router(
        flows={flow.name: flow for flow in part.flows},
        commands=part.commands,
        fallback=lambda _chat, _answer: Say("Chưa hiểu."),
        help=lambda _chat: Say("Trợ giúp."),
        files=lambda _chat, _answer: Say("Tệp."),
        recognisers=part.recognisers,
    )


class WardTalk:
    """What one chat says and hears; `now` only moves when a test says so."""

    def __init__(
        self,
        session: Session,
        router: Router[Desk],
        ward: Ward,
        chat: str = "an",
        *,
        now: datetime = NOW,
        locale: str = "vi",
        channel: str = "web",
    ) -> None:
        self.session, self.router, self.ward = session, router, ward
        self.address = Address(channel, chat)
        self.now = now
        self.locale = locale
        self._ids = count(1)

    def hear(
        self, text: str = "", *, press: str | None = None, files: tuple[Attachment, ...] = ()
    ) -> list[Spoken]:
        """One turn, its position carried through storage as in the running house."""
        incoming = Incoming(str(next(self._ids)), self.address, self.now, text, press, files)
        state: dict[str, Any] | None = load_state(self.session, *self._key)
        desk = open_desk(self.session, self.ward, self.address, self.now)
        with speaking(self.locale):
            chat = Chat(desk, self.address, self.now)
            position, said = take_turn(self.router, chat, Position.from_data(state), incoming)
        self.session.flush()
        keep_state(self.session, *self._key, position.as_data(), self.now)
        self.session.expire_all()
        return said

    def texts(self, text: str = "", *, press: str | None = None) -> list[str]:
        return [said.text for said in self.hear(text, press=press)]

    def press(self, label: str, said: Spoken) -> list[Spoken]:
        """Press the button of `said` that reads `label`."""
        return self.hear(press=next(value for value, shown in said.choices if shown == label))

    def pass_time(self, **much: float) -> None:
        self.now += timedelta(**much)

    @property
    def _key(self) -> tuple[str, str]:
        return self.address.channel, self.address.chat


def signed_in(
    session: Session,
    name: str,
    role: Role,
    unit: str = "Văn phòng",
    chat: str = "an",
    *,
    channel: str = "web",
) -> Person:
    """Somebody who holds a seat of a unit and has signed in at the chat `chat` of a channel."""
    person = Person(name=name)
    place = session.exec(select(Unit).where(Unit.name == unit)).first() or Unit(code=unit.upper(), name=unit)
    session.add_all([person, place])
    session.flush()
    assert person.id is not None
    assert place.id is not None
    session.add(Seat(unit_id=place.id, role=role, person_id=person.id, since=NOW))
    session.add(Identity(person_id=person.id, channel=channel, chat=chat, linked_at=NOW))
    session.flush()
    return person
