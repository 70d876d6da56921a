"""What the ledger promises, each by name, to be asked of any ward at any moment."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import select, text
from sqlmodel import Session, SQLModel, col

from bot.domain.deadlines import period_name
from bot.domain.ladder import ROLES
from bot.services.digest_words import LONGEST
from bot.services.duty_words import owed_in_words
from bot.services.recipients import recipients
from bot.services.rules import in_force
from bot.texts import _, shorten, speaking
from storage.tables import Entry, Obligation, Outbox, Period, PlanItem
from storage.vocabulary import Delivery, Event, MessageKind, ObligationKind, ObligationState, Role
from tests.ledger.posting import Arrived
from tests.ledger.wards import WARD

Rows: TypeAlias = dict[str, list[Any]]
UNASKED = {MessageKind.REMINDER, MessageKind.ESCALATION, MessageKind.DIGEST}
WHOLE_WARD = {Role.OFFICE, Role.LEADER}
_CODE = re.compile(r"(?<![\d/.])\d\.1(?![\d/])")
# What changes with every look, by its nature.
_PULSES = {"pulse"}


@dataclass
class History:
    """What has arrived so far, and who has asked since to hear it again."""

    said: dict[tuple[int, int, int, int], list[Arrived]] = field(default_factory=dict)
    asked_again: set[tuple[int, int]] = field(default_factory=set)
    tries: Counter[int] = field(default_factory=Counter)

    def is_tried(self, row_id: int) -> None:
        """A message has left, wherever it got to."""
        self.tries[row_id] += 1

    def ask_again(self, person_id: int, obligation_ids: Iterable[int]) -> None:
        self.asked_again |= {(person_id, each) for each in obligation_ids}

    def nothing_is_said_twice(self, session: Session, arrived: Arrived) -> None:
        """A rung reaches a person once in an arming.

        Once more only where nobody knows whether it did: in a message that is marked as perhaps not new, or
        in a later one that has news of its own. What the same message leaves out when it is said again was
        taken back by it; so was what a message said that was let go before that was known: a lateness,
        because a day turned out not to count; the rest, because they were away, to be heard on another day.
        """
        person_id = arrived.person_id or 0
        keys = [(one.obligation_id, one.arming, one.rung, person_id) for one in arrived.rungs]
        for key, before in self.said.items():
            if key not in keys and before and before[-1].row_id == arrived.row_id and not before[-1].known:
                before.clear()
        for one, key in zip(arrived.rungs, keys, strict=True):
            before = self.said.get(key, [])
            if not before or before[-1].known or not self._was_let_go(session, before[-1].row_id):
                continue
            if one.above or WARD.day(before[-1].at) < WARD.day(arrived.at):
                before.clear()
        has_news = any(not self.said.get(key) for key in keys)
        for key in keys:
            before = self.said.setdefault(key, [])
            if before and (person_id, key[0]) in self.asked_again:
                self.asked_again.discard((person_id, key[0]))
                before.clear()
            if before:
                assert not any(each.known for each in before), (key, before, arrived)
                assert arrived.text.startswith(_mark()) or has_news, (key, before, arrived)
            before.append(arrived)

    def _was_let_go(self, session: Session, row_id: int) -> bool:
        """Whether it came to its end before it was said the second time."""
        state = session.get_one(Outbox, row_id).state
        return self.tries[row_id] == 1 and state in (Delivery.DROPPED, Delivery.UNCERTAIN)


def nothing_is_said_out_of_hours(session: Session, arrived: Arrived) -> None:
    if arrived.kind in UNASKED:
        ward = in_force(session, WARD)
        assert ward.hours.is_open(arrived.at.astimezone(ward.zone), ward.calendar), arrived


def nothing_is_said_that_is_not_so(session: Session, arrived: Arrived) -> None:
    """What a reminder names is open at that moment, and the business of whoever reads it."""
    if arrived.kind not in UNASKED or arrived.person_id is None:
        return
    mine = recipients(session, ROLES, arrived.person_id, today=WARD.day(arrived.at))
    assert mine, arrived
    said = {rung.obligation_id for rung in arrived.rungs}
    of_them = session.scalars(select(Obligation).where(col(Obligation.id).in_(said))).all()
    unasked = [one for one in of_them if one.kind is ObligationKind.CONCLUSION and not one.confirmed]
    assert unasked == [], arrived
    open_now = session.scalars(select(Obligation).where(col(Obligation.state) == ObligationState.OPEN)).all()
    if not WHOLE_WARD & {one.role for one in mine}:
        open_now = [one for one in open_now if one.unit_id in {each.unit_id for each in mine}]
    codes = {item.id: item.code for item in session.scalars(select(PlanItem))}
    named = set(_CODE.findall(arrived.text))
    assert named <= {codes.get(one.item_id) for one in open_now}, (arrived, open_now)
    others = [one for one in open_now if one.kind in (ObligationKind.DUTY, ObligationKind.CONCLUSION)]
    periods = set(_periods_in(session, _without(arrived.text, _words(session, others))))
    assert periods <= {one.period_code for one in open_now if one.kind is ObligationKind.REPORT}, arrived


def a_person_hears_one_routine_message_a_day(all_arrived: Sequence[Arrived]) -> None:
    """But for the last rung, what is said again because it may not have arrived counts once."""
    routine = {
        (one.person_id, WARD.day(one.at), one.row_id)
        for one in all_arrived
        if one.kind is MessageKind.REMINDER and not any(each.rung == 0 for each in one.rungs)
    }
    most = Counter((person, day) for person, day, _row in routine)
    assert max(most.values(), default=0) <= 1, [key for key, times in most.items() if times > 1]


def dates_are_the_rules_or_were_given(session: Session) -> None:
    """A report is due on its period's date, unless longer was given: then that date is kept beside it."""
    due = {period.code: period.due for period in session.scalars(select(Period))}
    reports = select(Obligation).where(col(Obligation.kind) == ObligationKind.REPORT)
    for one in session.scalars(reports.where(col(Obligation.state) == ObligationState.OPEN)):
        by_rule = one.extended_from or one.due
        assert by_rule == due[one.period_code or ""], (one, due)
        assert one.extended_from is None or one.due >= one.extended_from, one


def the_journal_explains_everything(session: Session) -> None:
    """Replayed from its first line, the journal of each obligation ends where the obligation stands."""
    lines: dict[int, list[Entry]] = {}
    told = select(Entry).where(col(Entry.what).in_((*_STATES, Event.DATED, Event.HANDED)))
    for entry in session.scalars(told.order_by(col(Entry.id))):
        lines.setdefault(entry.obligation_id, []).append(entry)
    for one in session.scalars(select(Obligation)):
        due, armings, state = replayed(lines.get(one.id or 0, []))
        assert (due, state) == (one.due, one.state), one
        assert one.arming in armings, one


_STATES = {
    Event.LAID: ObligationState.OPEN,
    Event.REOPENED: ObligationState.OPEN,
    Event.MET: ObligationState.MET,
    Event.CANCELLED: ObligationState.CANCELLED,
    Event.LAPSED: ObligationState.LAPSED,
}


def replayed(lines: Sequence[Entry]) -> tuple[date | None, range, ObligationState | None]:
    """(due, how often its ladder may have been armed, state) as the lines of one journal tell it.

    A move arms it; so does another unit, of which some lines only tell that it was asked.
    """
    due: date | None = None
    moves, state = 0, None
    for line in lines:
        if line.what is Event.LAID:
            due = date.fromisoformat(line.detail["due"])
        if line.what is Event.DATED:
            assert due is not None
            assert line.detail["was"] == due.isoformat(), line
            due, moves = date.fromisoformat(line.detail["is"]), moves + 1
        state = _STATES.get(line.what, state)
    handed = sum(line.what is Event.HANDED for line in lines)
    return due, range(moves, moves + handed + 1), state


def rows_hang_together(session: Session) -> None:
    """No row names another that is not there."""
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def everything_in(session: Session) -> Rows:
    """All rows of all tables, to be compared; on SQLite as they lie there."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in set(names) - _PULSES}
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in SQLModel.metadata.sorted_tables
        if table.name not in _PULSES
    }


def _periods_in(session: Session, said: str) -> Iterable[str]:
    codes = sorted([period.code for period in session.scalars(select(Period))], key=len, reverse=True)
    with speaking("vi"):
        for code in codes:
            name = period_name(code)
            if name in said:
                yield code
            said = said.replace(name, "")


def _words(session: Session, others: Sequence[Obligation]) -> list[str]:
    """What these are called where there is little room."""
    with speaking("vi"):
        return [shorten(words.rstrip(" ."), LONGEST) for words in owed_in_words(session, others).values()]


def _without(said: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        said = said.replace(phrase, "")
    return said


def _mark() -> str:
    with speaking("vi"):
        return _("(This message may have reached you before.)")


def differences(before: Rows, after: Rows) -> Rows:
    """The rows that are not the same, by table: those that are there now, and those that were."""
    return {
        name: [row for row in (*rows, *before[name]) if row not in before[name] or row not in rows]
        for name, rows in after.items()
        if rows != before[name]
    }
