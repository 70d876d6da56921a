"""What people at work are told unasked, each in their own language and where they can be reached."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address, Say, speak
from bot.services.addresses import reached_at
from bot.services.routes import ways_of
from bot.services.ward import Ward
from bot.texts import speaking
from storage.outbox import enqueue
from storage.people import people_by_id, people_with
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
    office = [person for person in people_with(session, Role.OFFICE) if person.id != but]
    return len(_tell(session, office, key, say, now, avoid=avoid))


def tell_people(
    session: Session, person_ids: Collection[int], key: str, say: Callable[[], Say], now: datetime
) -> dict[int, int]:
    """Write a notice to each of these people, once for this `key`; the ids of those written, by person."""
    people = people_by_id(session, person_ids)
    standing = keys_standing(session, [f"{key}:{person_id}" for person_id in people])
    new = [one for person_id, one in sorted(people.items()) if f"{key}:{person_id}" not in standing]
    return _tell(session, [one for one in new if one.active], key, say, now)


def tell_once(
    session: Session, ward: Ward, subject: str, say: Callable[[int], Say | None], now: datetime
) -> int:
    """Write `say(person id)`, in office hours, to everybody who has not had one on this subject today."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    office = {f"{subject}:{ward.day(now)}:{one.id}": one for one in people_with(session, Role.OFFICE)}
    told = keys_standing(session, list(office))
    news: dict[str, tuple[Person, Say]] = {}
    for key, person in office.items():
        if key not in told:
            with speaking(person.locale):
                said = say(person.id or 0)
            if said is not None:
                news[key] = person, said
    ids = {person.id or 0 for person, _said in news.values()}
    ways = ways_of(session, ward, ids, now, MessageKind.NOTICE)
    written = [
        _write(session, person, ways[person.id or 0][0].address, said, key=key, now=now)
        for key, (person, said) in news.items()
        if person.id in ways
    ]
    return sum(row_id is not None for row_id in written)


def _tell(
    session: Session,
    people: Iterable[Person],
    key: str,
    say: Callable[[], Say],
    now: datetime,
    *,
    avoid: Collection[str] = (),
) -> dict[int, int]:
    told: dict[int, int] = {}
    for person in people:
        person_id = person.id or 0
        if (address := reached_at(session, person_id, avoid)) is None:
            continue
        with speaking(person.locale):
            row_id = _write(session, person, address, say(), key=f"{key}:{person_id}", now=now)
        if row_id is not None:
            told[person_id] = row_id
    return told


def _write(
    session: Session, person: Person, address: Address, say: Say, *, key: str, now: datetime
) -> int | None:
    """The id of the message, None where it stands already."""
    return enqueue(
        session,
        channel=address.channel,
        chat=address.chat,
        kind=MessageKind.NOTICE,
        say=speak(say, 0).as_data(),
        now=now,
        key=key,
        person_id=person.id,
    )
