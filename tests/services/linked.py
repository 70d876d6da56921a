"""The owing ward on channels that are not all alike: one with free hours that may cost money, one without."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, delete, select

from bot.conversation.messages import Address
from bot.services.ward import ChannelFacts, Ward
from storage.conversations import note_heard
from storage.people import lose_address
from storage.tables import Identity, Outbox
from storage.vocabulary import Delivery
from tests.services.owing import WARD, outbox

# Tuesday, 8:00 in the ward: the first rung of the half-year report.
MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)
OPEN, TIMED = "bot", "oa"


def sign_in(_facts: Mapping[str, str], _code: str) -> str:
    return ""


WINDOW = ChannelFacts("OA", sign_in, free_for=timedelta(hours=48), open_for=timedelta(days=7))
PAYING = replace(WINDOW, price=200, budget=1_000)


def ward_with(window: ChannelFacts = WINDOW) -> Ward:
    return replace(WARD, channels={OPEN: ChannelFacts("Bot", sign_in), TIMED: window})


def link(
    session: Session,
    person_id: int,
    channel: str,
    *,
    at: datetime,
    heard: datetime | None = None,
    reachable: bool = True,
    chat: str = "",
) -> Address:
    """Link a person's chat on a channel, last heard from at `heard`."""
    address = Address(channel, chat or f"{channel}-{person_id}")
    identity = Identity(
        person_id=person_id, channel=channel, chat=address.chat, linked_at=at, reachable=reachable
    )
    session.add(identity)
    session.flush()
    if heard is not None:
        note_heard(session, channel, address.chat, heard)
    return address


def unlink_all(session: Session, *person_ids: int) -> None:
    session.execute(delete(Identity).where(col(Identity.person_id).in_(person_ids)))
    session.expire_all()


def only(session: Session, person_id: int, channel: str, *, heard: datetime) -> Address:
    """Leave a person this one chat."""
    unlink_all(session, person_id)
    return link(session, person_id, channel, at=heard, heard=heard)


def refuse(session: Session, row: Outbox, error: str) -> None:
    """As the sender leaves a message that no channel takes."""
    row.state, row.error = Delivery.HANDED, error
    session.add(row)
    session.flush()


def block(session: Session, row: Outbox) -> None:
    """Its person blocks the chat a message went to."""
    lose_address(session, row.channel, row.chat)
    session.expire_all()


def to(session: Session, person_id: int) -> list[Outbox]:
    return [row for row in outbox(session) if row.person_id == person_id]


def keys(session: Session) -> list[str]:
    return [key for key in session.exec(select(Outbox.key)) if key is not None]
