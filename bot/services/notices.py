"""What the office is told unasked, each of its people in their own language and where they can be reached."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address, Say, speak
from bot.services.addresses import reached_at
from bot.services.desk import Ward
from bot.services.routes import ways_of
from bot.texts import speaking
from storage.outbox import enqueue
from storage.people import people_with
from storage.tables import Person
from storage.vocabulary import MessageKind, Role
from storage.ways import keys_standing


def tell_office(
    session: Session,
    key: str,
    say: Callable[[], Say],
    now: datetime,
    *,
    avoid: Collection[str] = (),
    but: int | None = None,
) -> int:
    """Write a notice to everybody in the office, once for this `key`; how many were written.

    `avoid` are channels to use only where there is no other, `but` who needs no telling.
    """
    told = 0
    for person in people_with(session, Role.OFFICE):
        address = reached_at(session, person.id or 0, avoid)
        if address is None or person.id == but:
            continue
        with speaking(person.locale):
            told += _write(session, person, address, say(), key=f"{key}:{person.id}", now=now)
    return told


def tell_once(
    session: Session, ward: Ward, subject: str, say: Callable[[int], Say | None], now: datetime
) -> int:
    """Write `say(person id)`, in office hours, to everybody who has not had one on this subject today."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    office = {f"{subject}:{ward.day(now)}:{one.id}": one for one in people_with(session, Role.OFFICE)}
    told = keys_standing(session, list(office))
    waiting = {key: person for key, person in office.items() if key not in told}
    ids = {person.id or 0 for person in waiting.values()}
    ways = ways_of(session, ward, ids, now, MessageKind.NOTICE)
    written = 0
    for key, person in waiting.items():
        person_id = person.id or 0
        with speaking(person.locale):
            said = say(person_id) if person_id in ways else None
        if said is not None:
            written += _write(session, person, ways[person_id][0].address, said, key=key, now=now)
    return written


def _write(session: Session, person: Person, address: Address, say: Say, *, key: str, now: datetime) -> bool:
    """Whether it is new."""
    row_id = enqueue(
        session,
        channel=address.channel,
        chat=address.chat,
        kind=MessageKind.NOTICE,
        say=speak(say, 0).as_data(),
        now=now,
        key=key,
        person_id=person.id,
    )
    return row_id is not None
