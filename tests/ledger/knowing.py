"""Which dates people have in mind, by what has reached them: whoever has a wrong one is told once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.tables import Entry, Extension, Leave, Obligation, Outbox, Seat
from storage.vocabulary import Delivery, Event, Moved, ObligationState, Role
from tests.ledger.posting import Arrived
from tests.ledger.wards import WARD

CORRECTION = "correction:"
WHOLE_WARD = {Role.OFFICE, Role.LEADER}
_WAITS = (Delivery.QUEUED, Delivery.SENDING, Delivery.HANDED)


@dataclass
class Knowing:
    """By (person, obligation), the dates somebody may have in mind; None for not being asked at all.

    One where a message arrived and we know; more where nobody knows what arrived, `unsure` by which messages.
    Who was called by telephone was told what was so then.
    """

    dates: dict[tuple[int, int], set[date | None]] = field(default_factory=dict)
    unsure: dict[tuple[int, int], set[int]] = field(default_factory=dict)

    def hears(self, arrived: Arrived, *, surely: bool) -> None:
        for obligation_id, due in _told(arrived).items():
            key = arrived.person_id or 0, obligation_id
            if surely:
                self.dates[key] = {due}
                self.unsure.pop(key, None)
            elif key in self.dates or due is not None:
                if key not in self.dates or key in self.unsure:
                    self.unsure.setdefault(key, set()).add(arrived.row_id)
                self.dates.setdefault(key, {due}).add(due)

    def is_called(self, person_id: int, now: dict[int, date | None]) -> None:
        """They may have been told when what they answer for is due; nothing else is asked of them."""
        for (person, obligation_id), dates in self.dates.items():
            if person == person_id:
                dates.add(now.get(obligation_id))

    def a_correction_is_news(self, arrived: Arrived) -> None:
        """Nobody is told again what they know, nor that a date moved which has moved back."""
        if arrived.key.startswith(CORRECTION):
            person = arrived.person_id or 0
            known = [self._surely_knows((person, one), due) for one, _was, due in arrived.corrects]
            again = arrived.corrects and all(known)
            assert not again, (arrived, self.dates)

    def _surely_knows(self, key: tuple[int, int], due: date | None) -> bool:
        return self.dates.get(key) == {due} and key not in self.unsure

    def wrong(self, session: Session, now: datetime) -> list[str]:
        """Who can have no date in mind that is so, and is not going to be told; in the afternoon, nobody.

        Who is to be called about the message that may have said so hears what holds.
        """
        today = WARD.day(now)
        seats: dict[int, list[Seat]] = {}
        for seat in session.scalars(select(Seat).where(col(Seat.person_id).is_not(None))):
            seats.setdefault(seat.person_id or 0, []).append(seat)
        leaves = list(session.scalars(select(Leave)))
        away = {one.person_id for one in leaves if one.starts <= today <= one.ends}
        stood_in = {one.deputy_id for one in leaves}
        to_call = set(session.scalars(select(Outbox.id).where(Outbox.state == Delivery.HANDED)))
        owed = {one.id: one for one in session.scalars(select(Obligation))}
        found = []
        for (person, obligation_id), dates in self.dates.items():
            one, held = owed.get(obligation_id), seats.get(person, [])
            is_to_be_called = bool(self.unsure.get((person, obligation_id), set()) & to_call)
            if one is None or not held or person in away or is_to_be_called:
                continue
            theirs = answers_for(held, one.unit_id)
            if one.state in (ObligationState.MET, ObligationState.LAPSED) or (
                not theirs and person in stood_in
            ):
                continue
            due = one.due if one.state is ObligationState.OPEN and theirs else None
            if due not in dates and not _is_excused(session, person, one, due):
                found.append(f"{person} has {dates} in mind for {one.key}, which is {due}")
        return found


def answers_for(seats: Sequence[Seat], unit_id: int) -> bool:
    return any(seat.unit_id == unit_id or seat.role in WHOLE_WARD for seat in seats)


def _told(arrived: Arrived) -> dict[int, date | None]:
    corrected = {one: due for one, _was, due in arrived.corrects}
    return {**{rung.obligation_id: rung.due for rung in arrived.rungs}, **corrected}


def _is_excused(session: Session, person: int, one: Obligation, due: date | None) -> bool:
    """A message that says so is on its way or on the call list, or they brought it about themselves."""
    lines = list(session.scalars(select(Entry).where(Entry.obligation_id == one.id).order_by(col(Entry.id))))
    told = {int(line.detail["outbox"]): line.detail["is"] for line in lines if _corrects(line, person)}
    coming = select(Outbox.id).where(col(Outbox.id).in_(told), col(Outbox.state).in_(_WAITS))
    if any(told[row or 0] == (due and due.isoformat()) for row in session.scalars(coming)):
        return True
    moves = [line for line in lines if line.what is Event.DATED]
    if not moves or due is None:
        return False
    asked = select(Extension.id).where(Extension.obligation_id == one.id, Extension.asked_by == person)
    by_request = moves[-1].detail["why"] == Moved.EXTENSION and session.scalars(asked).first() is not None
    return by_request or moves[-1].person_id == person


def _corrects(line: Entry, person: int) -> bool:
    return line.what is Event.CORRECTED and line.person_id == person
