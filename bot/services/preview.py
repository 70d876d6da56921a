"""What the timetable would say in a span of days: the same rules against a virtual clock, nothing sent."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.services.desk import Ward
from bot.services.digest_words import subject_of
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from bot.services.routes import Way
from bot.services.subscriptions import remind_subscribers
from bot.texts import _, clock_time, long_date
from storage.obligations import open_obligations
from storage.outbox import last_message, messages_after, settle_after
from storage.people import list_holders
from storage.plan import list_items, list_units
from storage.reminders import said_by_message
from storage.tables import Person, Seat
from storage.vocabulary import Delivery, ItemKind, MessageKind, Role

Look = Callable[[Session, Ward, datetime], object]
DAY = timedelta(days=1)
# A new period comes months before anything in it is due: looking for one each week is enough.
WEEK = timedelta(days=7)
# Above every seat position in use.
STAND_IN = 1000
# The hours in which anything but digests is looked for.
HOURS = range(6, 20, 2)


@dataclass(frozen=True)
class Preview:
    """One message that would be sent: `to` is a person with their unit, or the unit of an empty seat."""

    at: datetime
    to: str
    kind: MessageKind
    period: str
    subject: str
    text: str

    def as_data(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "to": self.to,
            "kind": self.kind.value,
            "period": self.period,
            "subject": self.subject,
            "text": self.text,
        }


def preview(
    session: Session, ward: Ward, start: date, end: date, look: Look | None = remind_subscribers
) -> list[Preview]:
    """Every message from `start` through `end` if nobody reported anything, in time order.

    All that it takes is written to `session`: the caller has to roll it back. Everybody in a seat is taken
    to be reachable. `look(session, ward, moment)` writes what is due apart from reports, every other hour.
    """
    since = sent = last_message(session)
    vacant: set[int] = set()
    laid: date | None = None
    opens = ward.hours.spans[0][0]
    clock = sorted({opens, *map(time, HOURS)}) if look is not None else [opens]
    for n in range((end - start).days + 1):
        day = start + n * DAY
        for each in clock:
            moment = datetime.combine(day, each, ward.zone).astimezone(UTC)
            if each == opens and ward.calendar.is_working(day):
                if laid is None or day - laid >= WEEK:
                    lay_out(session, ward, moment)
                    vacant |= _fill_seats(session, moment)
                    laid = day
                remind_due(session, ward, moment, reach=_everybody)
            if look is not None:
                look(session, ward, moment)
        if (newest := last_message(session)) > sent:
            settle_after(session, sent, Delivery.SENT)
            sent = newest
    return _foreseen(session, ward, since, vacant)


def _everybody(_session: Session, _ward: Ward, person_ids: Collection[int], _now: datetime) -> dict[int, Way]:
    return {person_id: Way(Address("preview", str(person_id))) for person_id in person_ids}


def preview_as_text(messages: Sequence[Preview]) -> str:
    """One paragraph a message, for the command line."""
    if not messages:
        return _("Nothing would be sent in these days.")
    return "\n\n".join(
        _("{day} {time} → {to}", day=long_date(each.at.date()), time=clock_time(each.at), to=each.to)
        + f"\n{each.text}"
        for each in messages
    )


def _fill_seats(session: Session, now: datetime) -> set[int]:
    """Let the name of the unit stand for a focal point nobody is yet; the ids of these stand-ins."""
    held = {holder.unit_id for holder in list_holders(session, Role.FOCAL)}
    empty = {obligation.unit_id for obligation in open_obligations(session)} - held
    names = {unit.id: unit.name for unit in list_units(session)} if empty else {}
    added = set()
    for unit_id in sorted(empty):
        person = Person(name=names.get(unit_id, ""))
        session.add(person)
        session.flush()
        assert person.id is not None
        seat = Seat(unit_id=unit_id, role=Role.FOCAL, position=STAND_IN, person_id=person.id, since=now)
        session.add(seat)
        added.add(person.id)
    session.flush()
    return added


def _foreseen(session: Session, ward: Ward, since: int, vacant: set[int]) -> list[Preview]:
    about = said_by_message(session, since)
    codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}
    names: dict[int, str] = {}
    for holder in list_holders(session, Role.FOCAL):
        known = holder.name if holder.person_id in vacant else f"{holder.name} ({holder.unit_name})"
        names.setdefault(holder.person_id, known)
    found = []
    for row in messages_after(session, since):
        owed = about.get(row.id or 0, [])
        to = names.get(row.person_id or 0, f"{row.channel}:{row.chat}")
        subject = subject_of(owed, codes) or str(row.say["text"]).partition("\n")[0]
        at = row.created_at.astimezone(ward.zone)
        period = owed[0].period_code if owed else ""
        found.append(Preview(at, to, row.kind, period, subject, row.say["text"]))
    return sorted(found, key=lambda each: each.at)
