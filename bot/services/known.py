"""What somebody knows of an obligation by what has reached them, beside what is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from bot.services.ward import Ward
from storage.corrections import WAITS, Told, asked_longer, fates_of, leaves_of, reached
from storage.journal import entries_of
from storage.obligations import obligations_by_id
from storage.people import seats_of
from storage.reminders import ARRIVED
from storage.tables import Entry, Leave, Obligation, Seat
from storage.vocabulary import Delivery, Event, Moved, ObligationState, Role


@dataclass(frozen=True)
class Known:
    """Somebody knows that an obligation is due on `was`, and it is due on `due`; None for not at all.

    `why` is the reason it moved last. `noted`: what corrections were to say of it before, by message.
    """

    person_id: int
    obligation: Obligation
    role: Role
    was: date | None
    due: date | None
    why: Moved | None
    theirs: bool
    newest_entry: int
    noted: Mapping[int, date | None] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        return self.was != self.due

    def as_read(self, said: date | None) -> "Known":
        """Where all is well, as it would be known to whoever has read that it is due on the day `said`."""
        is_settled = self.obligation.state in (ObligationState.MET, ObligationState.LAPSED)
        return self if self.is_wrong or is_settled else replace(self, was=said)


def known(
    session: Session, ward: Ward, now: datetime, pairs: Collection[tuple[int, int]], *, but: int | None = None
) -> list[Known]:
    """Of these (person, obligation), those who have to be right about it; `but` is a message not counted.

    Whoever is on leave hears of it when they are back, and whoever stood in for somebody, while they do.
    """
    people, ids = {person for person, _one in pairs}, {one for _person, one in pairs}
    if not pairs:
        return []
    rows, entries = obligations_by_id(session, ids), entries_of(session, ids)
    told: dict[tuple[int, int], Told] = {}
    for each in reached(session, ids):
        if each.outbox_id != but:
            told[each.person_id, each.obligation_id] = each
    fates = fates_of(session, set(_messages(entries)))
    longer = asked_longer(session, ids)
    answering = _Answering(session, people, ward.day(now))
    found = []
    for person_id, obligation_id in sorted(pairs):
        owed, lines = rows.get(obligation_id), entries.get(obligation_id, [])
        last = told.get((person_id, obligation_id))
        if owed is None or last is None:
            continue
        theirs = answering.answers(person_id, owed.unit_id)
        if theirs is not None:
            asked = (person_id, obligation_id) in longer
            found.append(_known(owed, lines, last, fates, but, theirs=theirs, asked=asked))
    return found


def _known(
    owed: Obligation,
    lines: Sequence[Entry],
    told: Told,
    fates: Mapping[int, Delivery],
    but: int | None,
    *,
    theirs: bool,
    asked: bool,
) -> Known:
    noted: dict[int, date | None] = {}
    was: date | None = told.due or owed.due
    arming, newest = told.arming, told.outbox_id
    for line in lines:
        if line.what is Event.CORRECTED and line.person_id == told.person_id:
            message = int(line.detail["outbox"])
            noted[message] = _day(line.detail["is"])
            counts = fates.get(message) in (*ARRIVED, *WAITS) and message != but
            armed = int(line.detail["arming"])
            if counts and (message >= newest or armed > arming):
                was, arming, newest = noted[message], armed, message
    moves = [line for line in lines if line.what is Event.DATED and int(line.detail["arming"]) > arming]
    for move in moves:
        by_themselves = move.person_id == told.person_id
        if was is not None and (by_themselves or (asked and move.detail["why"] == Moved.EXTENSION)):
            was = _day(move.detail["is"])
    due = owed.due if owed.state is ObligationState.OPEN and theirs else None
    if owed.state in (ObligationState.MET, ObligationState.LAPSED):
        due = was
    return Known(
        told.person_id,
        owed,
        told.role,
        was,
        due,
        Moved(moves[-1].detail["why"]) if moves else None,
        theirs,
        lines[-1].id or 0 if lines else 0,
        noted,
    )


def _messages(entries: Mapping[int, Sequence[Entry]]) -> Iterator[int]:
    for lines in entries.values():
        yield from (int(line.detail["outbox"]) for line in lines if line.what is Event.CORRECTED)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class _Answering:
    """Who answers for which unit, with their seats or somebody else's."""

    def __init__(self, session: Session, people: Collection[int], today: date) -> None:
        leaves = leaves_of(session, people)
        self._today = today
        self._leaves = leaves
        seats = seats_of(session, {*people, *(leave.person_id for leave in leaves)})
        self._seats: dict[int, list[Seat]] = {}
        for seat in seats:
            self._seats.setdefault(seat.person_id or 0, []).append(seat)

    def answers(self, person_id: int, unit_id: int) -> bool | None:
        """None where it is none of their business now: they are away, or stood in and do no longer."""
        if any(leave.person_id == person_id and self._runs(leave) for leave in self._leaves):
            return None
        if self._holds(person_id, unit_id):
            return True
        stood_in = [
            leave
            for leave in self._leaves
            if leave.deputy_id == person_id and self._holds(leave.person_id, unit_id)
        ]
        if stood_in:
            return True if any(self._runs(leave) for leave in stood_in) else None
        return False

    def _runs(self, leave: Leave) -> bool:
        return leave.starts <= self._today <= leave.ends

    def _holds(self, person_id: int, unit_id: int) -> bool:
        wide = (Role.OFFICE, Role.LEADER)
        return any(seat.unit_id == unit_id or seat.role in wide for seat in self._seats.get(person_id, ()))
