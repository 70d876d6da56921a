"""The account of a unit and a day: what was due and why then, who was told, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from bot.domain.ladder import ROLES, ladder_of, next_rung_day, rung_day
from bot.errors import BadInput
from bot.services.as_of import Then, as_of, unit_then
from bot.services.duty_words import owed_in_words
from bot.services.recipients import Recipient, recipients
from bot.services.ward import Ward
from storage.account import (
    Message,
    confirmed_by,
    messages_about,
    owed_ever,
    updates_before,
    waiting_requests,
)
from storage.journal import entries_of
from storage.people import names_of
from storage.plan import list_items, list_units
from storage.tables import Entry, Extension, Handover, Obligation, PlanItem, Progress, Unit
from storage.vocabulary import Delivery, Event, ObligationKind, ObligationState, Role

# What the journal says of dates and states is told apart from what people answered.
ANSWERS = (
    Event.PUT_OFF,
    Event.NOTED,
    Event.LONGER,
    Event.HANDED,
    Event.AWAY,
    Event.CORRECTED,
)


@dataclass(frozen=True)
class Update:
    """A report as its receipt shows it."""

    row: Progress
    code: str
    name: str


@dataclass(frozen=True)
class Coming:
    """The next day on which people in this role hear of it, as things stand."""

    day: date
    role: Role
    names: tuple[str, ...]
    put_off: bool = False


@dataclass(frozen=True)
class Owing:
    """One obligation as it stood at the end of the day, and all that had happened to it by then."""

    one: Obligation
    item: PlanItem | None
    words: str
    then: Then
    confirmed: tuple[datetime, str] | None
    entries: tuple[Entry, ...]
    messages: tuple[Message, ...]
    updates: tuple[Update, ...]
    coming: tuple[Coming, ...]
    longer: Extension | None
    handed: Handover | None

    @property
    def moves(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.what is Event.DATED]

    @property
    def answers(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.what in ANSWERS]


@dataclass(frozen=True)
class Account:
    """What a unit owed on `day`, as of `until`; `names` and `units` are those its lines speak of, by id."""

    unit: Unit
    day: date
    until: datetime
    owing: tuple[Owing, ...]
    names: Mapping[int, str]
    units: Mapping[int, str]


def account(session: Session, ward: Ward, unit: Unit, day: date, now: datetime) -> Account:
    """As things stood at the end of the day, or stand now; BadInput for a day still to come."""
    today = ward.day(now)
    if day > today:
        raise BadInput(
            "That day is still to come: what is planned for it stands in the schedule of reminders."
        )
    until = datetime.combine(day + timedelta(days=1), time(), ward.zone) if day < today else now
    begin = datetime.combine(day, time(), ward.zone)
    ever = owed_ever(session, unit.id or 0)
    entries = entries_of(session, [one.id or 0 for one in ever])
    messages = messages_about(session, [one.id or 0 for one in ever], until)
    stood = {
        one.id or 0: then
        for one in ever
        if (then := as_of(one, entries.get(one.id or 0, []), until)) is not None
        and unit_then(one, entries.get(one.id or 0, []), until) == unit.id
        and (one.opens is None or one.opens <= day)
        and _is_about(then, entries.get(one.id or 0, []), messages.get(one.id or 0, []), begin, until)
    }
    shown = [one for one in ever if one.id in stood]
    longer, handed = waiting_requests(session, list(stood), until)
    items = {item.id or 0: item for item in list_items(session, gone=True)}
    updates = [Update(row, code, name) for row, code, name in updates_before(session, unit.id or 0, until)]
    confirmed, words = confirmed_by(session, until), owed_in_words(session, shown)
    hearing = _hearing(session, unit, day)
    owing = []
    for one in sorted(shown, key=lambda one: (stood[one.id or 0].due, one.id or 0)):
        key, then = one.id or 0, stood[one.id or 0]
        before = tuple(entry for entry in entries.get(key, ()) if entry.at < until)
        owing.append(
            Owing(
                one,
                items.get(one.item_id or 0),
                words.get(key, ""),
                then,
                confirmed.get(one.period_code or ""),
                before,
                tuple(messages.get(key, ())),
                tuple(each for each in updates if _counts(each.row, one)),
                _coming(one, then, before, hearing, ward=ward, day=day),
                next((each for each in longer if each.obligation_id == key), None),
                next((each for each in handed if each.obligation_id == key), None),
            )
        )
    units = {one.id or 0: one.name for one in list_units(session)}
    return Account(unit, day, until, tuple(owing), _people(session, owing), units)


def fate(message: Message, until: datetime) -> Delivery:
    """How far a message had got by then, as far as is known: when it was seen is not."""
    if message.sent_at is not None and message.sent_at >= until:
        return Delivery.QUEUED
    return message.state


def _is_about(
    then: Then, entries: Sequence[Entry], messages: Sequence[Message], begin: datetime, until: datetime
) -> bool:
    """Whether it was owed at the end of the day, or anything happened to it that day."""
    happened = any(begin <= entry.at < until for entry in entries)
    said = any(begin <= message.reminder.created_at < until for message in messages)
    return then.state is ObligationState.OPEN or happened or said


def _counts(update: Progress, one: Obligation) -> bool:
    """Whether a report has to do with what is owed."""
    if one.kind is ObligationKind.REPORT:
        return update.period_code == one.period_code
    return one.item_id == update.item_id and update.period_code[:4] == (one.period_code or "")[:4]


def _hearing(session: Session, unit: Unit, day: date) -> dict[Role, list[Recipient]]:
    """Who hears of what the unit owes: its own people, and the ward's."""
    found: dict[Role, list[Recipient]] = {}
    for one in recipients(session, ROLES, today=day):
        if one.role in (Role.OFFICE, Role.LEADER) or one.unit_id == unit.id:
            found.setdefault(one.role, []).append(one)
    return found


def _coming(
    one: Obligation,
    then: Then,
    entries: Sequence[Entry],
    hearing: Mapping[Role, Sequence[Recipient]],
    *,
    ward: Ward,
    day: date,
) -> tuple[Coming, ...]:
    """The next rung for each role, the soonest first."""
    if then.state is not ObligationState.OPEN:
        return ()
    ladder = ladder_of(ward.ladders, one.kind, one.reason)
    days = {ladder.first: next_rung_day(ladder, then.due, day, ward.calendar)}
    for role in ROLES:
        later = [
            come
            for offset in ladder.rungs.get(role, ())
            if role is not ladder.first and (come := rung_day(then.due, offset, ward.calendar)) > day
        ]
        if later:
            days[role] = min(later)
    quiet = _put_off(entries)
    put_off = quiet is not None and quiet > day
    if put_off and quiet is not None:
        days[ladder.first] = quiet
    found = [
        Coming(
            come,
            role,
            tuple(dict.fromkeys(each.name for each in hearing.get(role, ()))),
            put_off and role is ladder.first,
        )
        for role, come in days.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.day, ROLES.index(each.role))))


def _put_off(entries: Sequence[Entry]) -> date | None:
    """Until when it was asked last to be quiet."""
    said = [entry.detail.get("until") for entry in entries if entry.what is Event.PUT_OFF]
    return datetime.fromisoformat(str(said[-1])).date() if said and said[-1] else None


def _people(session: Session, owing: Sequence[Owing]) -> dict[int, str]:
    ids = {entry.person_id for each in owing for entry in each.entries}
    ids |= {entry.detail.get("deputy") for each in owing for entry in each.entries}
    ids |= {each.longer.asked_by for each in owing if each.longer is not None}
    ids |= {each.handed.asked_by for each in owing if each.handed is not None}
    for each in owing:
        if each.confirmed is not None and (who := actor_id(each.confirmed[1])) is not None:
            ids.add(who)
    return names_of(session, {one for one in ids if isinstance(one, int)})


def actor_id(actor: str) -> int | None:
    """The person behind an actor of the record (`person:3`); None for a command."""
    _kind, _colon, number = actor.partition(":")
    return int(number) if number.isdigit() else None
