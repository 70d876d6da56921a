"""How late a unit is in fairness: only for days on which it had been reminded before and could report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from sqlmodel import Session

from bot.domain.fairness import ON_TIME, Late, Spans, days_down, down_for, late_for
from bot.domain.ladder import ladder_of, rung_day
from bot.services.outages import outages
from bot.services.roles import channels_of
from bot.services.ward import Ward
from storage.reminders import reached_first
from storage.tables import Obligation
from storage.vocabulary import ObligationKind, Role
from storage.ways import Linked, linked_seats


def lateness(
    session: Session, ward: Ward, now: datetime, obligations: Iterable[Obligation]
) -> dict[int, Late]:
    """By obligation, for how long each counts as late now, or counted until it was met."""
    found: dict[int, Late] = {}
    passed: list[tuple[Obligation, date]] = []
    today = ward.day(now)
    for one in obligations:
        found[one.id or 0] = ON_TIME
        until = ward.day(one.met_at) if one.met_at is not None else today
        if one.due < until:
            passed.append((one, until))
    if not passed:
        return found
    first = datetime.combine(min(one.due for one, _until in passed), time(), ward.zone)
    reached = reached_first(session, [one.id or 0 for one, _until in passed])
    addresses = _Addresses(session)
    down = _Down(ward, outages(session, ward, first, now))
    for one, until in passed:
        told = reached.get(one.id or 0)
        theirs = addresses.of(one)
        shown = _shown(one, ward, theirs)
        day = min([*([ward.day(told)] if told is not None else []), *shown], default=None)
        found[one.id or 0] = late_for(one.due, until, day, down.days(theirs), ward.calendar)
    return found


class _Addresses:
    """Where those who answer for something are signed in."""

    def __init__(self, session: Session) -> None:
        self._units: dict[int, list[Linked]] = {}
        self._office: list[Linked] = []
        self._offices: set[int] = set()
        for unit_id, role, identity in linked_seats(session, (Role.FOCAL, Role.OFFICE)):
            if role is Role.OFFICE:
                self._office.append(identity)
                self._offices.add(unit_id)
            else:
                self._units.setdefault(unit_id, []).append(identity)

    def of(self, one: Obligation) -> Sequence[Linked]:
        if one.kind is ObligationKind.DUTY and one.unit_id in self._offices:
            return self._office
        return self._units.get(one.unit_id, ())


def _shown(one: Obligation, ward: Ward, addresses: Iterable[Linked]) -> list[date]:
    """The days on which somebody signed in who answers for it, and saw it, since its ladder began."""
    begins = rung_day(one.due, ladder_of(ward.ladders, one.kind, one.reason).begins, ward.calendar)
    begins = max(begins, one.opens or begins)
    days = (ward.day(identity.linked_at) for identity in addresses)
    return [day for day in days if day >= begins]


class _Down:
    """On which days a unit could report nowhere, each reckoned once."""

    def __init__(self, ward: Ward, spans: Mapping[str, Spans]) -> None:
        self._ward, self._spans = ward, spans
        self._days: dict[frozenset[str], frozenset[date]] = {}

    def days(self, addresses: Iterable[Linked]) -> frozenset[date]:
        if not self._spans:
            return frozenset()
        here = channels_of(self._ward)
        known = (one for one in addresses if one.reachable and one.channel in here)
        channels = frozenset(one.channel for one in known)
        if channels not in self._days:
            spans = down_for(channels, self._spans)
            self._days[channels] = days_down(spans, self._ward.hours, self._ward.calendar)
        return self._days[channels]
