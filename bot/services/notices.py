"""What the office is told at most once a day, in office hours and in each one's own language."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Say, speak
from bot.services.desk import Ward
from bot.services.routes import ways_of
from bot.texts import speaking
from storage.outbox import enqueue
from storage.people import people_with
from storage.vocabulary import MessageKind, Role
from storage.ways import keys_standing


def tell_once(
    session: Session, ward: Ward, subject: str, say: Callable[[int], Say | None], now: datetime
) -> int:
    """Write `say(person id)` to everybody in the office who has not had one on this subject today."""
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
        if said is None:
            continue
        address = ways[person_id][0].address
        outbox_id = enqueue(
            session,
            channel=address.channel,
            chat=address.chat,
            kind=MessageKind.NOTICE,
            say=speak(said, 0).as_data(),
            now=now,
            key=key,
            person_id=person_id,
        )
        written += outbox_id is not None
    return written
