"""What the timetable would say in a span of days: the same writers against a virtual clock, nothing sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from bot.services.digest_words import subject_of
from bot.services.ledger import lay_out
from bot.services.preview_seats import SEATS, fill_seats, link, within_reach
from bot.services.preview_whom import Whom
from bot.services.pushes import AT_ANY_HOUR, OFFICE_HEARS, write_due
from bot.services.rules import in_force
from bot.services.subscriptions import moments_to_remind
from bot.services.ward import Ward
from storage.outbox import last_message, messages_after, take_as_sent
from storage.people import list_holders, people_with
from storage.plan import list_items
from storage.reminders import said_by_message
from storage.tables import Obligation, Outbox
from storage.vocabulary import ItemKind, MessageKind, Role

DAY = timedelta(days=1)
# A new period comes months before anything in it is due: whether a seat is empty is looked at each week.
WEEK = timedelta(days=7)
# On the first day, before the office opens: what is overdue then is said at once.
EARLY = time(6)


@dataclass(frozen=True)
class Preview:
    """One message that would be sent: `to` is a person with their unit, or the unit of an empty seat."""

    at: datetime
    to: str
    kind: MessageKind
    period: str
    subject: str
    text: str
    person_id: int | None = None

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
    session: Session, ward: Ward, start: date, end: date, for_whom: Whom | None = None
) -> list[Preview]:
    """Every message from `start` through `end` if nobody reported anything, in time order.

    All that it takes is written to `session`: the caller has to roll it back. Everybody in a seat is taken
    to be reachable, and every message to arrive.
    """
    return look_ahead(session, ward, start, end).said(for_whom or Whom())


def look_ahead(session: Session, ward: Ward, start: date, end: date) -> "Ahead":
    """The same as a clock that was put forward through the end: it tells what was said to anybody."""
    ahead = Ahead(session, ward)
    early, first, last = (
        datetime.combine(day, clock, ward.zone)
        for day, clock in ((start, EARLY), (start, time()), (end, time.max))
    )
    others = {moment.astimezone(UTC) for moment in (early, *moments_to_remind(session, ward, first, last))}
    days = (start + n * DAY for n in range((end - start).days + 1))
    opens = {ahead.opening(day) for day in days if ahead.ward.calendar.is_working(day)}
    for moment in sorted(others | opens):
        ahead.look(moment, at_work=moment in opens)
    return ahead


@dataclass
class Ahead:
    """A clock that is put forward by whoever looks ahead; what is said on the way counts as delivered.

    Everybody in a seat is reachable, or `only` these. What is said to the `office` alone may be left out.
    """

    session: Session
    ward: Ward
    only: Collection[int] | None = None
    office: bool = True
    _since: int = field(init=False)
    _vacant: set[int] = field(default_factory=set, init=False)
    _linked: set[int] = field(default_factory=set, init=False)
    _seated_on: date | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.ward = within_reach(in_force(self.session, self.ward))
        self._since = last_message(self.session)

    def opening(self, day: date) -> datetime:
        """When the office opens on a day it works."""
        return datetime.combine(day, self.ward.hours.spans[0][0], self.ward.zone).astimezone(UTC)

    def look(self, now: datetime, *, at_work: bool = True, lay: bool = True) -> None:
        """Write what is due, and let it arrive; not `at_work`, only what does not wait for the office."""
        if at_work:
            is_laid = self._seat(now) or not lay
            but = (*((lay_out,) if is_laid else ()), *(() if self.office else OFFICE_HEARS))
            write_due(self.session, self.ward, now, but=but)
        else:
            for write in AT_ANY_HOUR:
                write(self.session, self.ward, now)
        take_as_sent(self.session, now)

    def newest(self) -> int:
        """The id of the last message said on the way, or of the last before."""
        return last_message(self.session)

    def said(self, for_whom: Whom) -> list[Preview]:
        """What was said to them on the way, in time order."""
        about = said_by_message(self.session, self._since)
        codes = {item.id: item.code for item in list_items(self.session, ItemKind.TASK)}
        holders = {role: list_holders(self.session, role) for role in SEATS}
        names: dict[int, str] = {}
        for holder in (each for role in SEATS for each in holders[role]):
            vacant = holder.person_id in self._vacant
            known = holder.name if vacant else f"{holder.name} ({holder.unit_name})"
            names.setdefault(holder.person_id, known)
        theirs = {
            holder.person_id
            for role in (Role.FOCAL, Role.HEAD)
            for holder in holders[role]
            if holder.unit_id == for_whom.unit_id
        }
        found = []
        for row in messages_after(self.session, self._since):
            owed = about.get(row.id or 0, [])
            if _is_meant(row, owed, for_whom, theirs):
                found.append(_foreseen(row, owed, names, codes, self.ward))
        return sorted(found, key=lambda each: each.at)

    def _reachable(self) -> set[int]:
        if self.only is not None:
            return self._vacant.union(self.only)
        return {person.id or 0 for person in people_with(self.session, *SEATS)}

    def _seat(self, now: datetime) -> bool:
        """Once a week: new obligations may fall to a seat that is empty, and every seat needs an address.

        Whether the ledger was laid out for it.
        """
        today = self.ward.day(now)
        if self._seated_on is not None and today - self._seated_on < WEEK:
            return False
        lay_out(self.session, self.ward, now)
        self._vacant |= fill_seats(self.session, now)
        self._linked |= link(self.session, self._linked, self._reachable())
        self._seated_on = today
        return True


def _is_meant(row: Outbox, owed: Sequence[Obligation], for_whom: Whom, theirs: set[int]) -> bool:
    if for_whom.person_id is not None:
        return row.person_id == for_whom.person_id
    if for_whom.unit_id is None:
        return True
    return row.person_id in theirs or any(one.unit_id == for_whom.unit_id for one in owed)


def _foreseen(
    row: Outbox,
    owed: Sequence[Obligation],
    names: Mapping[int, str],
    codes: Mapping[int | None, str],
    ward: Ward,
) -> Preview:
    return Preview(
        row.created_at.astimezone(ward.zone),
        names.get(row.person_id or 0, f"{row.channel}:{row.chat}"),
        row.kind,
        (owed[0].period_code or "") if owed else "",
        subject_of(owed, codes) or str(row.say["text"]).partition("\n")[0],
        row.say["text"],
        row.person_id,
    )
