"""What is stuck reaches the office at once: a message to each of its people, in their own language."""

from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.services.addresses import reached_at
from bot.texts import _, shorten, speaking
from storage.outbox import enqueue
from storage.people import Officer, people_with
from storage.tables import PlanItem, Progress, Unit
from storage.vocabulary import MessageKind, Role


def tell_office(session: Session, update: Progress, item: PlanItem, officer: Officer, now: datetime) -> int:
    """How many people of the office were written to; whoever reported it needs no telling."""
    told = 0
    unit = session.get(Unit, update.unit_id)
    for person in people_with(session, Role.OFFICE):
        address = reached_at(session, person.id or 0)
        if address is None or person.id == officer.person_id:
            continue
        with speaking(person.locale):
            say = _notice(update, item, unit.name if unit is not None else "", officer.name)
        written = enqueue(
            session,
            channel=address.channel,
            chat=address.chat,
            kind=MessageKind.NOTICE,
            say=speak(say, 0).as_data(),
            now=now,
            key=f"blocked:{update.receipt}:{person.id}",
            person_id=person.id,
        )
        told += written is not None
    return told


def _notice(update: Progress, item: PlanItem, unit: str, name: str) -> Say:
    lines = [
        _("⚠️ {unit} is stuck with task {code}.", unit=unit, code=item.code),
        shorten(item.text, 120),
        *([_("They write: “{words}”", words=shorten(update.text, 600))] if update.text else []),
        _("Reported by {name}, receipt {receipt}.", name=name, receipt=update.receipt),
    ]
    return Say("\n".join(lines), (Choice("/board blocked", _("See what is stuck")),))
