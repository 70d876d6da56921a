"""What came before a reminder: who was told, when it moved, how late it counts, who is away, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.domain.fairness import Late
from bot.domain.ladder import ROLES
from bot.services.account_words import MOVES
from bot.services.fates import fate_name
from bot.services.lateness import lateness
from bot.services.recipients import recipients
from bot.services.roles import TELEPHONE, channel_name, role_name
from bot.services.ward import Ward
from bot.texts import _, _n, short_date
from storage.account import Message, messages_about, waiting_requests
from storage.journal import entries_about
from storage.leave import away_on
from storage.people import names_of
from storage.tables import Obligation
from storage.vocabulary import Event, Moved, Role

MOST_RUNGS, MOST_DAYS = 5, 3
# What is told apart, or in the sentence about who confirmed the date.
_TOLD_APART = (Moved.EXTENSION, Moved.CONFIRMED)


@dataclass(frozen=True)
class Told:
    """A line each, "" for none: to the reader, to others, the last move, and how late it counts."""

    earlier: str
    others: str
    moved: str
    late: str


def told_of(session: Session, ward: Ward, one: Obligation, person_id: int, now: datetime) -> Told:
    said = messages_about(session, [one.id or 0], now).get(one.id or 0, [])
    late = lateness(session, ward, now, [one])[one.id or 0]
    return Told(
        _earlier([each for each in said if each.reminder.person_id == person_id], ward),
        _others([each for each in said if each.reminder.person_id != person_id], ward),
        _moved(session, one, ward),
        _late(late),
    )


def stands_for(session: Session, one: Obligation, person_id: int, today: date) -> str:
    """Whose place the reader takes, and until when."""
    away = away_on(session, today)
    if not away:
        return ""
    mine = [each for each in recipients(session, ROLES, person_id, today=today) if each.stands_for]
    names = {
        each.stands_for
        for each in mine
        if each.unit_id == one.unit_id or each.role in (Role.OFFICE, Role.LEADER)
    }
    leave = next((each for each in away.values() if each.name in names), None)
    if leave is None:
        return ""
    return _("You stand in for {name}, who is away until {day}.", name=leave.name, day=short_date(leave.ends))


def what_waits(session: Session, one: Obligation, ward: Ward) -> str:
    """A request nobody has decided on."""
    longer, handed = waiting_requests(session, [one.id or 0], None)
    if longer:
        request = longer[-1]
        return _(
            "{who}'s request for longer, until {until}, waits since {day}.",
            who=names_of(session, [request.asked_by]).get(request.asked_by, "–"),
            until=short_date(request.wanted),
            day=short_date(ward.day(request.asked_at)),
        )
    if handed:
        day = short_date(ward.day(handed[-1].asked_at))
        return _("The other unit has not answered the hand-over of {day} yet.", day=day)
    return ""


def _earlier(said: Sequence[Message], ward: Ward) -> str:
    if not said:
        return _("You have not been reminded of it before.")
    told = [_one(message, ward) for message in said[-MOST_RUNGS:]]
    return _n("Reminded {n} time: {days}.", "Reminded {n} times: {days}.", len(said), days=", ".join(told))


def _one(message: Message, ward: Ward) -> str:
    day = short_date(ward.day(message.reminder.created_at))
    if message.channel == TELEPHONE:
        return _("{day} (by telephone)", day=day)
    channel = channel_name(ward, message.channel)
    return _("{day} ({channel}, {fate})", day=day, channel=channel, fate=fate_name(message.state))


def _others(said: Sequence[Message], ward: Ward) -> str:
    """Who else was told last, the nearest to the unit first."""
    last: dict[tuple[int, str], date] = {}
    for message in said:
        key = (ROLES.index(message.reminder.role), message.name)
        last[key] = ward.day(message.reminder.created_at)
    if not last:
        return ""
    whom = [
        _("{name} ({role}) on {day}", name=name, role=role_name(ROLES[place]), day=short_date(day))
        for (place, name), day in sorted(last.items())[:MOST_RUNGS]
    ]
    return _("Told besides: {whom}.", whom=", ".join(whom))


def _moved(session: Session, one: Obligation, ward: Ward) -> str:
    """The last time its date moved by the rule."""
    moves = [
        entry
        for entry in entries_about(session, [one.id or 0], Event.DATED)
        if entry.detail.get("why") not in _TOLD_APART
    ]
    if not moves:
        return ""
    entry = moves[-1]
    was, is_ = (short_date(date.fromisoformat(str(entry.detail[name]))) for name in ("was", "is"))
    return _(MOVES[Moved(entry.detail["why"])], day=short_date(ward.day(entry.at)), was=was, is_=is_)


def _late(late: Late) -> str:
    """For how many days it counts as late, and which do not count."""
    if not late.overdue:
        return ""
    down = ", ".join(short_date(day) for day in late.down[-MOST_DAYS:])
    if not late.days:
        if down:
            return _("It does not count as late: nothing could be reported on {days}.", days=down)
        return _("It does not count as late yet: no reminder had reached the unit before.")
    since = short_date(late.since) if late.since is not None else ""
    if down:
        return _n(
            "It counts as late for {n} working day, since {since}; left out, as nothing could be "
            "reported: {days}.",
            "It counts as late for {n} working days, since {since}; left out, as nothing could be "
            "reported: {days}.",
            late.days,
            since=since,
            days=down,
        )
    return _n(
        "It counts as late for {n} working day, since {since}.",
        "It counts as late for {n} working days, since {since}.",
        late.days,
        since=since,
    )
