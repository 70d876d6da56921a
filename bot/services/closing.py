"""Before the free hours of a chat end that a reminder will need, its person is asked for a sign of life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address, Choice, Say, speak
from bot.domain.ladder import ladder_of, longest_ahead, next_rung_day
from bot.services.digest_words import subject_of, when
from bot.services.obligations import STILL_TAKEN
from bot.services.recipients import recipients
from bot.services.roles import WEB
from bot.services.routes import WINDOW_KEY, ways_of
from bot.services.ward import Ward
from bot.services.windows import office_time
from bot.texts import _, clock_time, long_date, speaking
from storage.conversations import heard_at
from storage.obligations import list_periods, open_obligations
from storage.outbox import enqueue
from storage.plan import list_items
from storage.reminders import snoozes
from storage.tables import Obligation, Outbox
from storage.vocabulary import ItemKind, MessageKind, ObligationKind, Role
from storage.ways import keys_standing

# Office hours left before a chat closes in which we ask; whoever has just spoken is not asked yet.
LEAD, JUST_SPOKE, LAST_CHANCE = timedelta(hours=6), timedelta(hours=2), timedelta(minutes=30)
# A reminder later than this after the closing is not worth asking for.
WORTH = timedelta(days=14)


@dataclass(frozen=True)
class Closing:
    """The free hours of the one chat that reaches somebody end at `closes`."""

    person_id: int
    locale: str
    address: Address
    heard: datetime
    closes: datetime

    @property
    def key(self) -> str:
        return f"{WINDOW_KEY}{self.person_id}:{self.heard.isoformat()}"


def warn_of_closing(session: Session, ward: Ward, now: datetime) -> int:
    """Ask everybody whose last free chat closes before a reminder needs it; how many were asked."""
    if all(facts.free_for is None for facts in ward.channels.values()):
        return 0
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    units: dict[int, list[int]] = {}
    locales: dict[int, str] = {}
    for holder in recipients(session, [Role.FOCAL], today=ward.day(now)):
        units.setdefault(holder.person_id, []).append(holder.unit_id)
        locales[holder.person_id] = holder.locale
    closing = _closing(session, ward, locales, now)
    asked = keys_standing(session, [one.key for one in closing])
    closing = [one for one in closing if one.key not in asked]
    if not closing:
        return 0
    owed = _owed(session, ward, {unit for one in closing for unit in units[one.person_id]}, now)
    quiet = snoozes(session)
    codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}
    written = 0
    for one in closing:
        mine = [each for each in owed if each.unit_id in units[one.person_id]]
        needed = [
            each
            for each in mine
            if _comes_after(ward, each, quiet.get((one.person_id, each.id or 0)), one, now)
        ]
        if needed:
            with speaking(one.locale):
                said = _ask(ward, one, needed, codes, now)
            written += _write(session, one, said, now)
    return written


def recheck_closing(session: Session, row: Outbox, _ward: Ward, _now: datetime) -> dict[str, Any] | None:
    """Whoever has spoken meanwhile need not be asked any more."""
    _window, _person, at = (row.key or "").split(":", 2)
    heard = heard_at(session, row.channel, row.chat)
    return row.say if heard is None or heard <= datetime.fromisoformat(at) else None


def _closing(session: Session, ward: Ward, locales: dict[int, str], now: datetime) -> list[Closing]:
    """Those whose free ways all end soon; the web chat does not count: it waits until somebody comes."""
    found = []
    for person_id, ways in ways_of(session, ward, locales, now, MessageKind.NOTICE).items():
        ringing = [way for way in ways if way.address.channel != WEB]
        if not ringing or ways[0].address.channel == WEB:
            continue
        ends = [(way, ward.channels[way.address.channel].free_for) for way in ringing]
        if any(free_for is None for _way, free_for in ends):
            continue
        last, closes = max(
            ((way, way.heard + free_for) for way, free_for in ends if way.heard and free_for),
            key=lambda each: each[1],
        )
        if last.heard is not None and _is_time(ward, last.heard, closes, now):
            found.append(Closing(person_id, locales[person_id], last.address, last.heard, closes))
    return found


def _is_time(ward: Ward, heard: datetime, closes: datetime, now: datetime) -> bool:
    start, end = now.astimezone(ward.zone), closes.astimezone(ward.zone)
    left = office_time(start, end, ward.hours, ward.calendar)
    return left <= LEAD and (now - heard >= JUST_SPOKE or left <= LAST_CHANCE)


def _owed(session: Session, ward: Ward, unit_ids: set[int], now: datetime) -> Sequence[Obligation]:
    """What these units owe of which a rung may come in the days that matter."""
    today = ward.day(now)
    horizon = ward.calendar.add(today + WORTH + timedelta(days=3), 1 + longest_ahead(ward.ladders))
    closed = {period.code for period in list_periods(session) if period.cutoff + STILL_TAKEN < today}
    owed = open_obligations(session, unit_ids=sorted(unit_ids), due_by=horizon)
    return [
        one
        for one in owed
        if ladder_of(ward.ladders, one.kind, one.reason).first is Role.FOCAL
        and not (one.kind is ObligationKind.REPORT and one.period_code in closed)
    ]


def _comes_after(
    ward: Ward, owed: Obligation, quiet_until: datetime | None, one: Closing, now: datetime
) -> bool:
    """Whether the next reminder of this falls after the closing, and not long after."""
    ladder = ladder_of(ward.ladders, owed.kind, owed.reason)
    day = next_rung_day(ladder, owed.due, ward.day(now), ward.calendar)
    if owed.opens is not None and owed.opens > day:
        day = owed.opens
    coming = _opening(ward, day, now)
    if quiet_until is not None and quiet_until > now:
        coming = quiet_until
    return one.closes <= coming <= one.closes + WORTH


def _opening(ward: Ward, day: date, now: datetime) -> datetime:
    return ward.hours.opening(day, now.astimezone(ward.zone))


def _ask(
    ward: Ward, one: Closing, needed: Sequence[Obligation], codes: dict[int | None, str], now: datetime
) -> Say:
    first = min(needed, key=lambda each: (each.due, each.id or 0))
    closes = one.closes.astimezone(ward.zone)
    lines = [
        _(
            "So that I can still remind you of “{subject}”, please press “Seen”.",
            subject=subject_of([first], codes),
        ),
        _("It is due {when}.", when=when(first.due, ward.day(now), ward.calendar)),
        _(
            "Without a word from you I cannot write here after {time} on {day}.",
            time=clock_time(closes),
            day=long_date(closes.date()),
        ),
    ]
    return Say("\n".join(lines), (Choice("/seen", _("Seen")), Choice("/channels", _("My channels"))))


def _write(session: Session, one: Closing, say: Say, now: datetime) -> bool:
    row_id = enqueue(
        session,
        channel=one.address.channel,
        chat=one.address.chat,
        kind=MessageKind.NOTICE,
        say=speak(say, 0).as_data(),
        now=now,
        key=one.key,
        person_id=one.person_id,
    )
    return row_id is not None
