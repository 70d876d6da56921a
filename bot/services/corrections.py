"""Whoever was told something that has become wrong is told once what holds now.

What a person knows is the last that reached them, a reminder or a correction; it is compared with what is, at
each look, so that nothing has to be remembered where dates move. A correction that has not left yet says what
holds when it leaves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import speak
from bot.errors import Refusal
from bot.services.correction_words import Change, correction_say
from bot.services.due import DueTo, due_now
from bot.services.duty_words import owed_in_words
from bot.services.known import Known, known
from bot.services.reminders import rungs_to_say
from bot.services.roles import TELEPHONE
from bot.services.routes import Way, let_go, unsure_since, ways_of
from bot.services.ward import Ward
from bot.texts import speaking
from storage.corrections import KEY, corrected_by, corrected_in, corrections_waiting, doubtful
from storage.journal import note
from storage.outbox import enqueue, settle
from storage.people import people_by_id
from storage.plan import list_items, list_units
from storage.saying import keep_said, unsay_moved
from storage.tables import Outbox, Person
from storage.vocabulary import Delivery, Event, ItemKind, MessageKind, Role


def correct(session: Session, ward: Ward, now: datetime) -> int:
    """Write what has to be put right, a message a person, in office hours; how many were written."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    wrong = [one for one in known(session, ward, now, doubtful(session)) if one.is_wrong]
    if not wrong:
        return 0
    by_person: dict[int, list[Known]] = {}
    for one in wrong:
        by_person.setdefault(one.person_id, []).append(one)
    people = {id: person for id, person in people_by_id(session, by_person).items() if person.active}
    waiting = corrections_waiting(session, people)
    ways = ways_of(session, ward, people, now, MessageKind.NOTICE)
    due = {to.holder.person_id: to for to in due_now(session, ward, now)}
    writing = _Writing(session, ward, now)
    written = 0
    for person_id, person in people.items():
        before = waiting.get(person_id)
        if before is None:
            row_id = writing.write(person, by_person[person_id], next(iter(ways.get(person_id, ())), None))
            if row_id is not None:
                writing.keep(row_id, person_id, by_person[person_id])
                writing.say(row_id, person_id, by_person[person_id], due.get(person_id))
                written += 1
        elif before.state is not Delivery.SENDING:
            writing.join(before, by_person[person_id])
    return written


def recheck_correction(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """As it stands at the moment of sending; None where everything is again as they know it."""
    return _Writing(session, ward, now).restate(row, corrected_in(session, row.id or 0))


@dataclass
class _Writing:
    """Corrections written at one moment; what puts them in words is read once."""

    session: Session
    ward: Ward
    now: datetime
    _codes: Mapping[int | None, str] | None = None
    _units: Mapping[int | None, str] | None = None

    def write(self, person: Person, wrong: list[Known], way: Way | None) -> int | None:
        """The id of a new correction; who can be written to nowhere is to be called."""
        row_id = enqueue(
            self.session,
            channel=way.address.channel if way is not None else TELEPHONE,
            chat=way.address.chat if way is not None else str(person.id),
            kind=MessageKind.NOTICE,
            say=self._data(wrong, person),
            now=self.now,
            key=f"{KEY}{person.id}:{max(one.newest_entry for one in wrong)}",
            person_id=person.id,
        )
        if row_id is not None and way is None:
            settle(self.session, row_id, Delivery.HANDED, error=Refusal.WINDOW_CLOSED.value)
        return row_id

    def join(self, row: Outbox, wrong: list[Known]) -> None:
        """Let the message that waits say, too, what has changed since."""
        ids = corrected_in(self.session, row.id or 0) | {one.obligation.id or 0 for one in wrong}
        say = self.restate(row, ids)
        if say is None:
            settle(self.session, row.id or 0, let_go(row))
        else:
            settle(self.session, row.id or 0, row.state, say=say)

    def restate(self, row: Outbox, ids: Collection[int]) -> dict[str, Any] | None:
        """What the message about these says now."""
        assert row.id is not None
        assert row.person_id is not None
        pairs = {(row.person_id, one) for one in ids}
        each = known(self.session, self.ward, self.now, pairs, but=row.id)
        unsure = unsure_since(row)
        if unsure is not None:
            read = corrected_by(self.session, row.id, unsure)
            each = [one.as_read(read.get(one.obligation.id or 0, one.was)) for one in each]
        wrong = [one for one in each if one.is_wrong]
        due = due_now(self.session, self.ward, self.now, row.person_id) if wrong else []
        self.keep(row.id, row.person_id, each)
        named = {one.obligation.id or 0 for one in wrong if one.due is not None}
        unsay_moved(self.session, row.id, named, may_have_arrived=unsure is not None)
        self.say(row.id, row.person_id, wrong, next(iter(due), None))
        return self._data(wrong, self.session.get_one(Person, row.person_id)) if wrong else None

    def keep(self, row_id: int, person_id: int, each: Collection[Known]) -> None:
        """Note what a message tells, unless that is noted already."""
        for one in each:
            if one.noted.get(row_id, "") != one.due:
                detail = {"outbox": row_id, "was": _text(one.was), "is": _text(one.due)}
                note(
                    self.session,
                    [one.obligation.id or 0],
                    Event.CORRECTED,
                    self.now,
                    person_id=person_id,
                    **detail,
                    arming=one.obligation.arming,
                )

    def say(self, row_id: int, person_id: int, wrong: Collection[Known], due: DueTo | None) -> None:
        """Note which rungs a message says by what it tells."""
        named = {one.obligation.id for one in wrong if one.due is not None}
        if due is not None:
            rungs = [rung for rung in rungs_to_say(due) if rung.obligation_id in named]
            keep_said(self.session, rungs, person_id, row_id, self.now)

    def _data(self, wrong: list[Known], person: Person) -> dict[str, Any]:
        if self._codes is None or self._units is None:
            items = list_items(self.session, ItemKind.TASK, gone=True)
            self._codes = {item.id: item.code for item in items}
            self._units = {unit.id: unit.name for unit in list_units(self.session)}
        several = len({one.obligation.unit_id for one in wrong}) > 1
        changes = [
            Change(
                one.obligation,
                one.was,
                one.due,
                one.why,
                self._units.get(one.obligation.unit_id, "")
                if several or one.role is not Role.FOCAL or not one.theirs
                else "",
                one.theirs,
            )
            for one in wrong
        ]
        today = self.ward.day(self.now)
        with speaking(person.locale):
            names = owed_in_words(self.session, [one.obligation for one in wrong])
            say = correction_say(changes, self._codes, names, today, self.ward.calendar)
            return speak(say, 0).as_data()


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
